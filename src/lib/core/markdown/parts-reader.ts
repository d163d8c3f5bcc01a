import type { Block } from './block.ts';

/** Items, rows or blocks of a list, a table or a quote that make a part of it. */
export const PART_SIZE = 40;

/**
 * So many of the last children are not settled: the unfinished line may stand in their place until it is read for good. Were
 * it more of them, all would only be read again.
 */
export const UNSETTLED = 4;

/** A part is the same while its last child, their number and the spacing are. */
interface KnownPart {
	read: Block;
	last: unknown;
	count: number;
	isLoose: boolean;
}

/** The first children of a block that goes on, which are finished: they are not looked at again. */
export interface Settled<Read> {
	count: number;
	/** The last of them; where another stands in its place, they are others. */
	last: unknown;
	read: Read;
}

/** Reads lists and quotes in parts of a bounded size. What is finished is read once and stays the same object. */
export class PartsReader {
	/** By the first child of the part. */
	readonly #parts = new WeakMap<object, KnownPart>();
	/** The full parts, by the children. */
	readonly #settled = new WeakMap<object, Settled<Block[]> & { isLoose: boolean }>();

	/** @param look reads some of the children; `at` is the place of the part */
	read<Child extends object>(
		children: readonly Child[],
		isLoose: boolean,
		isOpen: boolean,
		look: (own: Child[], at: number, isOpen: boolean) => Block
	): Block[] {
		const part = (start: number): Block => {
			const end = Math.min(children.length, start + PART_SIZE);
			const isPartOpen = isOpen && end === children.length;
			const lookAtPart = () => look(children.slice(start, end), start / PART_SIZE, isPartOpen);
			const first = children[start];
			if (!first || isPartOpen) return lookAtPart();
			const last = children[end - 1];
			const count = end - start;
			const known = this.#parts.get(first);
			const isSame = known?.last === last && known?.count === count;
			if (known && isSame && known.isLoose === isLoose) return known.read;
			const fresh = { read: lookAtPart(), last, count, isLoose };
			this.#parts.set(first, fresh);
			return fresh.read;
		};
		let settled = this.#settled.get(children);
		const isKnown = !settled || settled.count === 0 || children[settled.count - 1] === settled.last;
		if (!settled || !isKnown || settled.isLoose !== isLoose) {
			settled = { count: 0, last: undefined, read: [], isLoose };
			this.#settled.set(children, settled);
		}
		for (; settled.count + PART_SIZE <= children.length - UNSETTLED; settled.count += PART_SIZE) {
			settled.read.push(part(settled.count));
			settled.last = children[settled.count + PART_SIZE - 1];
		}
		const rest: Block[] = [];
		for (let start = settled.count; start < Math.max(1, children.length); start += PART_SIZE) {
			rest.push(part(start));
		}
		return settled.count === 0 ? rest : settled.read.concat(rest);
	}
}
