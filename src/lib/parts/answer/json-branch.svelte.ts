import type { JsonNode } from '#lib/core/json/json-node.ts';

/** More of a long list is shown on a click. */
const PORTION = 100;

/** A value in a tree: whether it is unfolded, and how much of it is shown. What was unfolded in it stays so. */
export class JsonBranch {
	readonly name: string | undefined;
	readonly node: JsonNode;
	isOpen = $state(false);
	#shown = $state(PORTION);
	readonly #made: JsonBranch[] = [];

	constructor(node: JsonNode, name?: string) {
		this.node = node;
		this.name = name;
	}

	/** How many values it holds. */
	get count(): number {
		const { node } = this;
		if (node.kind === 'object') return node.members.length;
		return node.kind === 'array' ? node.items.length : 0;
	}

	/** How many of them are not shown. */
	get left(): number {
		return Math.max(0, this.count - this.#shown);
	}

	/** Those that are shown. */
	get children(): readonly JsonBranch[] {
		const end = Math.min(this.count, this.#shown);
		for (let at = this.#made.length; at < end; at += 1) {
			const child = childAt(this.node, at);
			if (child) this.#made.push(child);
		}
		return this.#made.slice(0, end);
	}

	readonly showMore = (): void => {
		this.#shown += PORTION;
	};
}

function childAt(node: JsonNode, at: number): JsonBranch | undefined {
	if (node.kind === 'object') {
		const member = node.members[at];
		return member && new JsonBranch(member.value, member.name);
	}
	const item = node.kind === 'array' ? node.items[at] : undefined;
	return item && new JsonBranch(item, String(at + 1));
}
