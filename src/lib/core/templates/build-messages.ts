import type { Role } from './body-nodes.ts';
import type { Piece } from './rendering.ts';

/** A part of a message. Only texts are sent by now; the others are kept for those who can use them. */
export type MessagePart =
	| { type: 'text'; text: string }
	| { type: 'media'; url: string; contentType: string | undefined }
	| { type: 'section'; name: string };

/** One message of a rendered prompt. */
export interface RenderedMessage {
	role: Role;
	/** Its text parts, one after the other. */
	text: string;
	parts: readonly MessagePart[];
	/** Set on an earlier message that `{{history}}` put here. */
	purpose?: 'history';
}

/** A message that came before this prompt. */
export interface EarlierMessage {
	role: Role;
	text: string;
}

/** A message that is being put together. */
interface Turn {
	role: Role;
	parts: readonly MessagePart[];
	purpose?: 'history';
}

/**
 * Puts pieces together to messages by dotprompt's rules: the first turn is the user's; white space alone makes no part
 * and no message; earlier messages stand where `{{history}}` is, else before a last user message, else at the end.
 */
export function buildMessages(
	pieces: readonly Piece[],
	earlier: readonly EarlierMessage[]
): RenderedMessage[] {
	let current: Turn = { role: 'user', parts: [] };
	const turns: Turn[] = [current];
	let run: Piece[] = [];
	let isHistoryPlaced = false;
	const begin = (turn: Turn) => {
		current = turn;
		turns.push(turn);
	};
	const endRun = () => {
		current.parts = [...current.parts, ...partsOf(run)];
		run = [];
	};
	for (const piece of pieces) {
		if (piece.type === 'role') {
			endRun();
			if (current.parts.length > 0) begin({ role: piece.role, parts: [] });
			else current.role = piece.role;
		} else if (piece.type === 'history') {
			endRun();
			isHistoryPlaced ||= earlier.length > 0;
			for (const message of earlier) turns.push({ ...turnOf(message), purpose: 'history' });
			begin({ role: 'assistant', parts: [] });
		} else {
			run.push(piece);
		}
	}
	endRun();
	const written = turns.filter(({ parts }) => parts.length > 0);
	return (isHistoryPlaced ? written : insertEarlier(written, earlier.map(turnOf))).map(toMessage);
}

/** The parts of a stretch without a change of turn: neighbouring texts joined, white space alone left out. */
function partsOf(run: readonly Piece[]): MessagePart[] {
	const parts: MessagePart[] = [];
	let text = '';
	const endText = () => {
		if (text.trim() !== '') parts.push({ type: 'text', text });
		text = '';
	};
	for (const piece of run) {
		if (piece.type === 'text') {
			text += piece.text;
		} else if (piece.type === 'media' || piece.type === 'section') {
			endText();
			parts.push(piece);
		}
	}
	endText();
	return parts;
}

function insertEarlier(turns: readonly Turn[], earlier: readonly Turn[]): readonly Turn[] {
	const last = turns.at(-1);
	return last?.role === 'user' ? [...turns.slice(0, -1), ...earlier, last] : [...turns, ...earlier];
}

function turnOf({ role, text }: EarlierMessage): Turn {
	return { role, parts: [{ type: 'text', text }] };
}

function toMessage(turn: Turn): RenderedMessage {
	const text = turn.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
	return {
		role: turn.role,
		text,
		parts: turn.parts,
		...(turn.purpose && { purpose: turn.purpose })
	};
}
