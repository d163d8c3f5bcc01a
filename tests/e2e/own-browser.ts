import type { Page } from '@playwright/test';
import { test as base, type World } from './world.ts';

/** Opens a page in a Chromium of its own, started with further flags. It is closed with the test. */
export type OpenWith = (flags: readonly string[]) => Promise<Page>;

/** Tests whose browser is started in a way of their own, mostly because a flag names a port that is chosen by the test. */
export const test = base.extend<World & { openWith: OpenWith }>({
	openWith: async ({ playwright, launchOptions }, use) => {
		const closers: (() => Promise<void>)[] = [];
		await use(async (flags) => {
			const browser = await playwright.chromium.launch({
				...launchOptions,
				args: [...(launchOptions.args ?? []), ...flags]
			});
			closers.push(() => browser.close());
			return browser.newPage();
		});
		for (const close of closers) await close();
	}
});

/** A name that leads to this machine. For the browser a page there is no page of this machine, nor a secure context. */
const PHONE = 'phone.test';

export const PHONE_FLAG = `--host-resolver-rules=MAP ${PHONE} 127.0.0.1`;

/** The same page as if it were opened from another device of the network. */
export function asSeenByPhone(address: string): string {
	const url = new URL(address);
	url.hostname = PHONE;
	return url.origin;
}
