import { expect, test } from 'vitest';
import { createUnloadGuard } from './before-unload.ts';

/** Whether the browser would ask before it leaves the page now. */
function wouldAsk(): boolean {
	return !dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

test('asks before the page is left only while something would be lost', () => {
	const guard = createUnloadGuard();
	expect(wouldAsk()).toBe(false);
	guard.set(true);
	guard.set(true);
	expect(wouldAsk()).toBe(true);
	guard.set(false);
	expect(wouldAsk()).toBe(false);
});
