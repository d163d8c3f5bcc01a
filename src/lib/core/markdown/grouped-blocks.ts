import type { Block } from './block.ts';

type Group = Extract<Block, { type: 'group' }>;

/** Blocks that make a group, and groups that make a larger one. */
const GROUP_SIZE = 40;

/** Makes groups. One of the same blocks as before is the same object. */
export class GroupMaker {
	/** By their first blocks. */
	readonly #known = new WeakMap<Block, Group>();

	make(blocks: Block[]): Group {
		const [first] = blocks;
		const known = first && this.#known.get(first);
		const isSame = known?.blocks.length === blocks.length && known.blocks.at(-1) === blocks.at(-1);
		if (known && isSame) return known;
		const made: Group = { type: 'group', blocks };
		if (first) this.#known.set(first, made);
		return made;
	}

	group(blocks: readonly Block[]): Block[] {
		const grouped = new GroupedBlocks(this);
		for (const block of blocks) grouped.add(block);
		return grouped.blocks;
	}
}

/**
 * The blocks within an item, a note or a part of a quote. From the forty-first on they stand in groups of forty, and these in
 * groups again, so that where one is added or grows, few have to be looked at. What is full stays in its place.
 */
export class GroupedBlocks {
	readonly #maker: GroupMaker;
	#head: Block[] = [];
	#full: Group[] = [];
	/** Full groups that do not fill a larger one yet. */
	#groups: Group[] = [];
	/** What comes after them. */
	#rest: Block[] = [];

	constructor(maker: GroupMaker) {
		this.#maker = maker;
	}

	/** All blocks, as they stand in what they are in. */
	get blocks(): Block[] {
		const last = this.#rest.length === 0 ? [] : [this.#maker.make(this.#rest.slice())];
		const groups = this.#groups.concat(last);
		if (groups.length === 0) return this.#head.concat(this.#full);
		return this.#head.concat(this.#full, this.#maker.make(groups));
	}

	add(block: Block): void {
		if (this.#head.length < GROUP_SIZE) {
			this.#head.push(block);
			return;
		}
		this.#rest.push(block);
		if (this.#rest.length < GROUP_SIZE) return;
		this.#groups.push(this.#maker.make(this.#rest));
		this.#rest = [];
		if (this.#groups.length < GROUP_SIZE) return;
		this.#full.push(this.#maker.make(this.#groups));
		this.#groups = [];
	}

	/** One that goes on from here, and leaves this one as it is. */
	copy(): GroupedBlocks {
		const copy = new GroupedBlocks(this.#maker);
		copy.#head = this.#head.slice();
		copy.#full = this.#full.slice();
		copy.#groups = this.#groups.slice();
		copy.#rest = this.#rest.slice();
		return copy;
	}
}
