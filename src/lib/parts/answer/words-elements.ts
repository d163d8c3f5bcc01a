import { mount, unmount } from 'svelte';
import type { Image, Inline } from '#lib/core/markdown/block.ts';
import Icon from '#lib/ui/Icon.svelte';
import type { AnswerTools } from './answer-tools.ts';
import { hasLetter, isDirected } from './direction.ts';
import { makeFormula, makeTex } from './formula-element.ts';
import { changeText, make } from './make-element.ts';
import { makeNoteMark } from './note-mark.ts';
import { hasQuoteMark, quotedInlines, type Quoted } from './quoted-inlines.ts';
import QuoteMark from './QuoteMark.svelte';

type Piece = Inline | Quoted;

/** What the words are in already: a link or a quote within another would be two things to click in one place. */
export interface WordsPlace {
	isInBlockQuote?: boolean;
	isInQuote?: boolean;
	isInLink?: boolean;
}

interface Written {
	piece: Piece;
	isOpen: boolean;
	node: ChildNode;
	text?: Text;
	inner?: WordsElements;
	end?: () => void;
}

/**
 * The elements of a run of words. What stays the same, keeps its elements; a text that grows, grows in place. Links say where
 * they go; pictures are named, and never loaded. A link within a link would be two for a keyboard and none for a reader, so
 * that of a linked picture is only text.
 */
export class WordsElements {
	readonly #parent: Element;
	readonly #tools: AnswerTools;
	readonly #place: WordsPlace;
	/** What comes after the words in the same parent. */
	readonly #follower: Node | null;
	#written: Written[] = [];
	/** Which way they run is known. */
	#isDirected = false;

	constructor(
		parent: Element,
		tools: AnswerTools,
		place: WordsPlace = {},
		follower: Node | null = null
	) {
		this.#parent = parent;
		this.#tools = tools;
		this.#place = place;
		this.#follower = follower;
	}

	/** @param isOpen more of them is still to come */
	show(content: readonly Inline[], isOpen = false): void {
		const pieces = this.#piecesOf(content, isOpen);
		const last = pieces.length - 1;
		for (let at = 0; at < pieces.length; at += 1) {
			const piece = pieces[at];
			if (piece) this.#showAt(at, piece, isOpen && at === last);
		}
		if (this.#written.length > pieces.length) {
			for (const written of this.#written.splice(pieces.length)) discard(written);
		}
		if (!isOpen) return;
		this.#isDirected = isDirected(content);
		this.#tools.caret.placeAtEndOf(this.#parent, this);
	}

	/**
	 * Adds to the last words; `false` where there are none, where what quotes depend on is in them, and where a letter
	 * comes that says which way they run.
	 */
	add(text: string): boolean {
		if (!this.#isDirected && hasLetter(text)) return false;
		const last = this.#written.at(-1);
		if (!last?.text || last.piece.type !== 'text') return false;
		const { text: before } = last.piece;
		if (this.#tools.evidence && hasQuoteMark(before.slice(-1) + text)) return false;
		if (text !== '') last.text.appendData(text);
		last.piece = { type: 'text', text: before + text };
		return true;
	}

	/** Ends what goes on in the elements; they are not removed. */
	end(): void {
		for (const written of this.#written) endPiece(written);
	}

	/** A block quote has no end of its own, so it is none before all of it has come. */
	#piecesOf(content: readonly Inline[], isOpen: boolean): readonly Piece[] {
		const { isInQuote = false, isInLink = false, isInBlockQuote = false } = this.#place;
		if (!this.#tools.evidence || isInQuote || isInLink) return content;
		return quotedInlines(content, isInBlockQuote && !isOpen);
	}

	#showAt(at: number, piece: Piece, isOpen: boolean): void {
		const known = this.#written[at];
		if (known?.piece === piece && known.isOpen === isOpen) return;
		if (known && canBecome(known, piece, isOpen)) {
			become(known, piece);
			known.isOpen = isOpen;
			return;
		}
		const fresh = this.#make(piece, isOpen);
		this.#written[at] = fresh;
		if (known) {
			known.node.replaceWith(fresh.node);
			endPiece(known);
		} else {
			const { caret } = this.#tools;
			this.#parent.insertBefore(fresh.node, this.#follower ?? caret.endOf(this.#parent));
		}
	}

	#make(piece: Piece, isOpen: boolean): Written {
		switch (piece.type) {
			case 'text': {
				const text = document.createTextNode(piece.text);
				return { piece, isOpen, node: text, text };
			}
			case 'code': {
				const node = make('code');
				const text = document.createTextNode(piece.text);
				node.append(text);
				return { piece, isOpen, node, text };
			}
			case 'strong':
			case 'emphasis':
			case 'strike': {
				const node = make(ELEMENTS[piece.type]);
				const { isInBlockQuote: _, ...place } = this.#place;
				const inner = this.#words(node, piece.content, place);
				return { piece, isOpen, node, inner };
			}
			case 'math': {
				const node = isOpen
					? makeTex(piece.text, false)
					: makeFormula(piece.text, false, this.#tools.formulas);
				return { piece, isOpen, node };
			}
			case 'break':
				return { piece, isOpen, node: make('br') };
			case 'footnote':
				return { piece, isOpen, node: this.#makeFootnote(piece) };
			case 'link': {
				const host = piece.showsAddress ? '' : piece.display;
				return { piece, isOpen, ...this.#makeLink(piece.href, piece.content, host) };
			}
			case 'image':
				return { piece, isOpen, ...this.#makeImage(piece) };
			case 'quoted':
				return { piece, isOpen, ...this.#makeQuote(piece) };
		}
	}

	#words(
		parent: Element,
		content: readonly Inline[],
		place: WordsPlace,
		follower: Node | null = null
	): WordsElements {
		const words = new WordsElements(parent, this.#tools, place, follower);
		words.show(content);
		return words;
	}

	#makeLink(href: string, content: readonly Inline[], host: string) {
		const place = { ...this.#place, isInLink: true };
		if (this.#place.isInLink) {
			const node = make('span');
			const address = document.createTextNode(` (${href})`);
			node.append(address);
			return { node, inner: this.#words(node, content, place, address) };
		}
		const link = make('a');
		link.href = href;
		link.title = href;
		link.target = '_blank';
		link.rel = 'noopener noreferrer';
		link.referrerPolicy = 'no-referrer';
		const inner = this.#words(link, content, place);
		if (host === '') return { node: link, inner };
		const node = make('span');
		const target = make('small', 'host');
		target.append(`(${host})`);
		// The host runs by itself: a space in it would be on the wrong side of it in words from right to left.
		node.append(link, ' ', target);
		return { node, inner };
	}

	#makeFootnote({ label, isKnown }: Extract<Inline, { type: 'footnote' }>): ChildNode {
		if (!isKnown) return document.createTextNode(`[^${label}]`);
		if (!this.#place.isInLink) return makeNoteMark(label);
		const mark = make('sup');
		mark.textContent = label;
		return mark;
	}

	#makeImage({ description, address, link }: Image) {
		const node = make('span', 'image');
		const icon = mount(Icon, { target: node, props: { name: 'file' } });
		const name = description === '' ? '' : ` “${description}”`;
		node.append(` Image${name}, not loaded: `);
		if (link.kind === 'link' && !this.#place.isInLink) {
			node.append(this.#makeLink(link.href, [{ type: 'text', text: address }], '').node);
		} else node.append(address);
		return { node, end: () => void unmount(icon) };
	}

	#makeQuote({ quote, content }: Quoted) {
		const words = make('span');
		const inner = this.#words(words, content, { ...this.#place, isInQuote: true });
		const node = make('span');
		const { evidence } = this.#tools;
		if (!evidence) return { node: words, inner };
		const mark = mount(QuoteMark, { target: node, props: { quote, evidence, words } });
		return { node, inner, end: () => void unmount(mark) };
	}
}

const ELEMENTS = { strong: 'strong', emphasis: 'em', strike: 's' } as const;

/** Whether no more than what is in the element has to change. Words are read anew when their block is finished. */
function canBecome({ piece: known, isOpen: wasOpen }: Written, piece: Piece, isOpen: boolean) {
	switch (piece.type) {
		case 'text':
		case 'code':
		case 'strong':
		case 'emphasis':
		case 'strike':
			return known.type === piece.type;
		case 'link':
			return known.type === 'link' && isSameLink(known, piece);
		case 'quoted':
			return known.type === 'quoted' && known.quote === piece.quote;
		case 'math':
			// TeX of which more is to come is not drawn.
			return known.type === 'math' && known.text === piece.text && wasOpen === isOpen;
		case 'footnote':
			return (
				known.type === 'footnote' && known.label === piece.label && known.isKnown === piece.isKnown
			);
		case 'image':
			return known.type === 'image' && JSON.stringify(known) === JSON.stringify(piece);
		case 'break':
			return known.type === 'break';
	}
}

function isSameLink(one: Extract<Piece, { type: 'link' }>, other: typeof one): boolean {
	return one.href === other.href && one.showsAddress === other.showsAddress;
}

function become(written: Written, piece: Piece): void {
	const { piece: known, text, inner } = written;
	if (text && 'text' in known && 'text' in piece) changeText(text, known.text, piece.text);
	if (inner && 'content' in piece) inner.show(piece.content);
	written.piece = piece;
}

function discard(written: Written): void {
	written.node.remove();
	endPiece(written);
}

function endPiece({ inner, end }: Written): void {
	inner?.end();
	end?.();
}
