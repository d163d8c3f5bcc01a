import type { MarkedToken, Token, Tokens } from 'marked';
import type { Block, ListItem } from './block.ts';
import { decodeEntities } from './decode-entities.ts';
import { knownTokens } from './lex-markdown.ts';
import { readInlines } from './read-inlines.ts';

/** Turns marked's block tokens into ours. Blank space and reference definitions show nothing and are left out. */
export function readBlocks(tokens: readonly Token[]): Block[] {
	return knownTokens(tokens).flatMap(readBlock);
}

function readBlock(token: MarkedToken): Block[] {
	switch (token.type) {
		case 'heading':
			return [{ type: 'heading', level: token.depth, content: readInlines(token.tokens) }];
		case 'paragraph':
			return [{ type: 'paragraph', content: readInlines(token.tokens) }];
		// In the items of a list that is not loose, paragraphs are called text.
		case 'text':
			return [{ type: 'paragraph', content: readInlines(token.tokens ?? [token]) }];
		case 'list':
			return [
				{
					type: 'list',
					start: token.ordered && token.start !== '' ? token.start : undefined,
					isLoose: token.loose,
					items: token.items.map(readItem)
				}
			];
		case 'code':
			return [{ type: 'code', language: languageOf(token.lang), text: codeOf(token) }];
		case 'blockquote':
			return [{ type: 'quote', blocks: readBlocks(token.tokens) }];
		case 'table':
			return [readTable(token)];
		case 'hr':
			return [{ type: 'rule' }];
		case 'html':
			return [{ type: 'plain', text: token.text.trimEnd() }];
		default:
			return [];
	}
}

function readItem(item: Tokens.ListItem): ListItem {
	return {
		isDone: item.task ? item.checked === true : undefined,
		blocks: readBlocks(item.tokens)
	};
}

function readTable(token: Tokens.Table): Block {
	return {
		type: 'table',
		columns: token.header.map((cell) => ({
			align: cell.align ?? undefined,
			heading: readInlines(cell.tokens)
		})),
		rows: token.rows.map((row) => row.map((cell) => readInlines(cell.tokens)))
	};
}

/** The text of indented code ends with the line break, which is no part of it. */
function codeOf(token: Tokens.Code): string {
	return token.codeBlockStyle === 'indented' ? token.text.replace(/\n+$/, '') : token.text;
}

function languageOf(info: string | undefined): string {
	return (
		decodeEntities(info ?? '')
			.split(/\s/, 1)[0]
			?.slice(0, 40) ?? ''
	);
}
