import type { Evidence } from '../evidence.ts';
import type { Material } from '../material.ts';

/** Where in a JSON answer a value stands. */
export interface Place {
	material: Material;
	/** The property's name, or that of the list around an item; empty at the top. */
	key: string;
	/** What the item of a list is made of. */
	evidence: Evidence | undefined;
	/** Of the item in its list, from 0. */
	index: number;
	depth: number;
}

/** Properties whose values take turns from item to item, such as who does each step of a plan. */
export const ROLE_KEY = /^(?:agent|specialist|role|template|tool|step_type)/i;
