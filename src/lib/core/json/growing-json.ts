import {
	HEAD_LENGTH,
	type JsonArray,
	type JsonNode,
	type JsonObject,
	type JsonString
} from './json-node.ts';

/**
 * What a text is, as far as it has come. `undecided`: nothing but white space, or the beginning of a fence. `growing`: the
 * beginning of JSON. `whole`: JSON, and nothing else. `broken`: no JSON, for good.
 */
export type JsonState = 'undecided' | 'growing' | 'whole' | 'broken';

/** Reads JSON that grows at its end: each character once. A fence around the whole is taken for what it is. */
export interface GrowingJson {
	readonly state: JsonState;
	/** Absent until there is some, and where the text is broken. */
	readonly root: JsonNode | undefined;
	/** UTF-16 units that were read. */
	readonly length: number;
	add: (text: string) => void;
}

/** Deeper JSON is taken for text: no view of it would help anybody. */
export const MAX_DEPTH = 100;
const OPENING_FENCE = /^```[ \t]*(?:json)?[ \t]*\r?\n$/i;
const OPENING_FENCE_START = /^(?:`{1,3}|```[ \t]*(?:j|js|jso|json)?[ \t]*\r?)$/i;
const CLOSING_FENCE = '```';
const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
/** What a literal may be made of, whatever its order. */
const LITERAL_CHARACTERS = /[^-+.0-9a-zA-Z]/g;
/** The last are control characters, which no string may hold. */
const STRING_END = /["\\]|[^\u0020-\uffff]/g;
const ESCAPES: Readonly<Record<string, string>> = {
	'"': '"',
	'\\': '\\',
	'/': '/',
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t'
};

/** What may come next. */
type Expected =
	| 'value'
	/** In an array that has just begun. */
	| 'value_or_end'
	| 'name'
	/** In an object that has just begun. */
	| 'name_or_end'
	| 'colon'
	| 'comma_or_end'
	| 'nothing';

export function createGrowingJson(): GrowingJson {
	let state: JsonState = 'undecided';
	let root: JsonNode | undefined;
	let length = 0;
	let expected: Expected = 'value';
	const stack: (JsonObject | JsonArray)[] = [];
	/** The string that is being read; a name belongs to no node yet. */
	let string: { node: JsonString; isName: boolean } | undefined;
	/** An escape that has begun, with its backslash. */
	let escape = '';
	let literal: Extract<JsonNode, { kind: 'literal' }> | undefined;
	let name = '';
	/** How much of a fence has come, at the beginning or at the end. */
	let fence = '';
	let isFenced = false;

	function fail(): false {
		state = 'broken';
		root = undefined;
		return false;
	}

	function place(node: JsonNode) {
		const parent = stack.at(-1);
		if (!parent) root = node;
		else if (parent.kind === 'array') parent.items.push(node);
		else parent.members.push({ name, value: node });
		state = 'growing';
	}

	function valueHasEnded() {
		expected = stack.length > 0 ? 'comma_or_end' : 'nothing';
		if (stack.length === 0 && !isFenced) state = 'whole';
	}

	function openContainer(node: JsonObject | JsonArray): boolean {
		if (stack.length >= MAX_DEPTH) return fail();
		place(node);
		stack.push(node);
		expected = node.kind === 'object' ? 'name_or_end' : 'value_or_end';
		return true;
	}

	function closeContainer(kind: 'object' | 'array'): boolean {
		const node = stack.pop();
		if (node?.kind !== kind) return fail();
		node.isWhole = true;
		valueHasEnded();
		return true;
	}

	function beginString(isName: boolean) {
		string = { node: { kind: 'string', pieces: [], head: '', isWhole: false }, isName };
		if (!isName) place(string.node);
	}

	function addToString({ node }: { node: JsonString }, text: string) {
		if (text === '') return;
		node.pieces.push(text);
		if (node.head.length < HEAD_LENGTH) node.head += text.slice(0, HEAD_LENGTH);
	}

	/** Reads on in a string. Gives where it went on from, or -1 where it is none. */
	function readString(
		open: { node: JsonString; isName: boolean },
		text: string,
		from: number
	): number {
		let at = from;
		while (at < text.length) {
			if (escape !== '') {
				escape += text.charAt(at);
				at += 1;
				const resolved = resolveEscape(escape);
				if (resolved === 'broken') return -1;
				if (resolved === undefined) continue;
				addToString(open, resolved.text);
				escape = '';
				continue;
			}
			STRING_END.lastIndex = at;
			const end = STRING_END.exec(text)?.index ?? text.length;
			addToString(open, text.slice(at, end));
			at = end + 1;
			if (end === text.length) return end;
			const character = text.charAt(end);
			if (character === '\\') escape = '\\';
			else if (character === '"') {
				endString(open);
				return at;
			} else return -1;
		}
		return at;
	}

	function endString({ node, isName }: { node: JsonString; isName: boolean }) {
		node.isWhole = true;
		string = undefined;
		if (isName) {
			name = node.pieces.join('');
			expected = 'colon';
		} else valueHasEnded();
	}

	function readLiteral(open: NonNullable<typeof literal>, text: string, from: number): number {
		LITERAL_CHARACTERS.lastIndex = from;
		const end = LITERAL_CHARACTERS.exec(text)?.index ?? text.length;
		open.text += text.slice(from, end);
		if (open.text.length > 400) return -1;
		if (end === text.length) return end;
		if (!LITERAL.test(open.text)) return -1;
		open.isWhole = true;
		literal = undefined;
		valueHasEnded();
		return end;
	}

	function readToken(character: string): boolean {
		if (character === ' ' || character === '\n' || character === '\r' || character === '\t') {
			return true;
		}
		switch (expected) {
			case 'value':
			case 'value_or_end':
				if (character === ']' && expected === 'value_or_end') return closeContainer('array');
				return beginValue(character);
			case 'name':
			case 'name_or_end':
				if (character === '}' && expected === 'name_or_end') return closeContainer('object');
				if (character !== '"') return fail();
				beginString(true);
				return true;
			case 'colon':
				if (character !== ':') return fail();
				expected = 'value';
				return true;
			case 'comma_or_end':
				if (character === '}') return closeContainer('object');
				if (character === ']') return closeContainer('array');
				if (character !== ',') return fail();
				expected = stack.at(-1)?.kind === 'object' ? 'name' : 'value';
				return true;
			case 'nothing':
				return readClosingFence(character);
		}
	}

	function beginValue(character: string): boolean {
		// An answer that is one word or number is text.
		if (stack.length === 0 && character !== '{' && character !== '[')
			return readOpeningFence(character);
		switch (character) {
			case '{':
				return openContainer({ kind: 'object', members: [], isWhole: false });
			case '[':
				return openContainer({ kind: 'array', items: [], isWhole: false });
			case '"':
				beginString(false);
				return true;
			default:
				if (!/[-0-9a-z]/.test(character)) return fail();
				literal = { kind: 'literal', text: character, isWhole: false };
				place(literal);
				return true;
		}
	}

	function readOpeningFence(character: string): boolean {
		if (isFenced) return fail();
		fence += character;
		return OPENING_FENCE_START.test(fence) || fail();
	}

	function readClosingFence(character: string): boolean {
		if (!isFenced) return fail();
		fence += character;
		if (!CLOSING_FENCE.startsWith(fence)) return fail();
		if (fence === CLOSING_FENCE) {
			isFenced = false;
			state = 'whole';
		}
		return true;
	}

	function read(text: string) {
		let at = 0;
		while (at < text.length) {
			if (string) at = readString(string, text, at);
			else if (literal) at = readLiteral(literal, text, at);
			else if (fence !== '' && !isFenced && root === undefined) {
				fence += text.charAt(at);
				at += 1;
				if (OPENING_FENCE.test(fence)) {
					isFenced = true;
					fence = '';
				} else if (!OPENING_FENCE_START.test(fence)) at = -1;
			} else if (readToken(text.charAt(at))) at += 1;
			else return;
			if (at === -1) {
				fail();
				return;
			}
		}
	}

	return {
		get state() {
			return state;
		},
		get root() {
			return root;
		},
		get length() {
			return length;
		},
		add(text) {
			length += text.length;
			if (state !== 'broken') read(text);
		}
	};
}

/** What an escape stands for; `undefined` while it may go on. */
function resolveEscape(escape: string): { text: string } | 'broken' | undefined {
	const kind = escape.charAt(1);
	if (kind !== 'u') {
		const text = ESCAPES[kind];
		return text === undefined ? 'broken' : { text };
	}
	const digits = escape.slice(2);
	if (!/^[0-9a-fA-F]*$/.test(digits)) return 'broken';
	return digits.length < 4 ? undefined : { text: String.fromCharCode(Number.parseInt(digits, 16)) };
}
