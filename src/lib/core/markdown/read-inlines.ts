import type { Token } from 'marked';
import type { Definitions } from './block-stack.ts';
import { plainText, type Inline } from './block.ts';
import { decodeEntities } from './decode-entities.ts';
import { knownInlines, lexInlines, type InlineToken } from './lex-inlines.ts';
import { safeLink } from './safe-link.ts';

/** Longest address that is shown among words. */
const MAX_ADDRESS_LENGTH = 300;

/** Nothing but its address says what a picture is; one that is written into its own address has millions of characters. */
const MAX_PICTURE_ADDRESS_LENGTH = 2000;

/** Reads what marks words within a block. */
export function readWords(words: string, { references, notes }: Definitions): Inline[] {
	return readInlines(lexInlines(words, references), notes);
}

/** Turns marked's inline tokens into ours. Neighbouring texts become one. */
export function readInlines(tokens: readonly Token[], notes: ReadonlySet<string>): Inline[] {
	const inlines: Inline[] = [];
	for (const token of knownInlines(tokens)) {
		for (const inline of readInline(token, notes)) {
			const last = inlines.at(-1);
			if (inline.type === 'text' && last?.type === 'text') last.text += inline.text;
			else inlines.push(inline);
		}
	}
	return inlines;
}

function readInline(token: InlineToken, notes: ReadonlySet<string>): Inline[] {
	switch (token.type) {
		case 'text':
			return token.tokens ? readInlines(token.tokens, notes) : [text(decodeEntities(token.text))];
		case 'escape':
			return [text(token.text)];
		case 'strong':
			return [{ type: 'strong', content: readInlines(token.tokens, notes) }];
		case 'em':
			return [{ type: 'emphasis', content: readInlines(token.tokens, notes) }];
		case 'del':
			return [{ type: 'strike', content: readInlines(token.tokens, notes) }];
		case 'codespan':
			return [{ type: 'code', text: token.text }];
		case 'math':
			return [{ type: 'math', text: token.text }];
		case 'footnote':
			return [{ type: 'footnote', label: token.label, isKnown: notes.has(token.label) }];
		case 'br':
		case 'html':
			return [{ type: 'break' }];
		case 'link':
			return readLink(
				token.autolink ? token.href : decodeEntities(token.href),
				readInlines(token.tokens, notes)
			);
		case 'image':
			return [readImage(decodeEntities(token.href), plainText(readInlines(token.tokens, notes)))];
		// The item of a task list says it; blocks do not occur among inlines.
		default:
			return [];
	}
}

/** An address that may not be opened stays readable, behind the words that were to hide it. */
function readLink(address: string, written: Inline[]): Inline[] {
	const link = safeLink(address);
	const hasNoWords = address.trim() !== '' && written.every(isSpace);
	const content = hasNoWords ? [text(shorten(address.trim()))] : written;
	const words = plainText(content);
	if (link.kind === 'link') {
		const { href, display } = link;
		// What is opened, and not what was written: another alphabet's letters look like ours.
		return [{ type: 'link', href, display, showsAddress: isSameAddress(words, href), content }];
	}
	const isShown = address === '' || isSameAddress(words, address);
	return isShown ? content : [...content, text(` (${shorten(address)})`)];
}

function readImage(address: string, description: string): Inline {
	return {
		type: 'image',
		description,
		address: shorten(address, MAX_PICTURE_ADDRESS_LENGTH),
		link: safeLink(address)
	};
}

function isSpace(inline: Inline): boolean {
	return inline.type === 'break' || (inline.type === 'text' && inline.text.trim() === '');
}

/** Whether `shown` is the address, or all of it but the scheme, which people leave out. */
function isSameAddress(shown: string, address: string): boolean {
	const written = bare(shown);
	return written === bare(address) || written === bare(address.replace(SCHEME, ''));
}

const SCHEME = /^(?:https?:\/\/|mailto:)/i;

function bare(address: string): string {
	return address
		.trim()
		.replace(/^https?:\/\/[^/?#]*/i, (origin) => origin.toLowerCase())
		.replace(/\/$/, '');
}

function shorten(address: string, most = MAX_ADDRESS_LENGTH): string {
	return address.length > most ? `${address.slice(0, most)}…` : address;
}

function text(value: string): Inline {
	return { type: 'text', text: value };
}
