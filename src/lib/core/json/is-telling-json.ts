import type { JsonNode } from './json-node.ts';

/** Whether it is JSON beyond doubt: `[1` may go on as a reference in prose. */
export function isTellingJson(root: JsonNode, isAll: boolean): boolean {
	switch (root.kind) {
		case 'object':
			return isAll || root.members.length > 0;
		case 'array':
			return isAll || root.items[0]?.kind === 'object';
		default:
			return false;
	}
}
