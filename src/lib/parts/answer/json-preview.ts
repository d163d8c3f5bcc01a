import { HEAD_LENGTH, type JsonNode } from '#lib/core/json/json-node.ts';
import { plural } from '#lib/ui/format-count.ts';

const MOST_ITEMS = 20;

/** A value in one cell or line. What is longer or deeper is shown by its beginning, or by how much it holds. */
export function previewOf(node: JsonNode): string {
	switch (node.kind) {
		case 'string':
			return node.head.length > HEAD_LENGTH ? `${node.head.slice(0, HEAD_LENGTH)}…` : node.head;
		case 'literal':
			return node.text;
		case 'object':
			return plural(node.members.length, 'field');
		case 'array': {
			const texts = node.items.slice(0, MOST_ITEMS).filter(isPlain).map(previewOf);
			const isList = texts.length === Math.min(node.items.length, MOST_ITEMS);
			if (node.items.length === 0 || !isList) return plural(node.items.length, 'item');
			const more = node.items.length > MOST_ITEMS ? ', …' : '';
			return `${texts.join(', ')}${more}`;
		}
	}
}

function isPlain({ kind }: JsonNode): boolean {
	return kind === 'string' || kind === 'literal';
}
