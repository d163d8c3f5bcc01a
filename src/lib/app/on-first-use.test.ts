import { expect, test } from 'vitest';
import { onFirstUse } from './on-first-use.ts';

test.each(['pointerdown', 'keydown', 'input', 'drop'])(
	'takes %s for the first sign of somebody, and nothing after it for another',
	(sign) => {
		const page = new EventTarget();
		let uses = 0;
		onFirstUse(page, () => (uses += 1));
		page.dispatchEvent(new Event('pointermove'));
		expect(uses).toBe(0);
		page.dispatchEvent(new Event(sign));
		for (const other of ['pointerdown', 'keydown', 'input', 'drop']) {
			page.dispatchEvent(new Event(other));
		}
		expect(uses).toBe(1);
	}
);
