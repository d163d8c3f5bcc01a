import { expect, test } from 'vitest';
import { createGate } from './gate.ts';
import { ownNames } from './own-names.ts';

/** Whether a relay that listens on `host` is meant by a request with this Host header. */
function isMeant(host: string, header: string): boolean {
	const hosts = ownNames(host, ['192.168.1.5', 'fd00::1']);
	const gate = createGate({ origins: [], hosts, allowFileOrigin: false, asksForToken: true });
	return gate.allowsHost(header) && gate.allowsOrigin(`http://${header}`, header);
}

test.each([
	['fd00::1', '[fd00::1]:8787'],
	['FD00::1', '[fd00::1]:8787'],
	['::1', '[::1]:8787'],
	['192.168.1.5', '192.168.1.5:8787'],
	['desk.example', 'desk.example:8787'],
	['127.0.0.2', '127.0.0.2:8787'],
	['0.0.0.0', '127.0.0.1:8787'],
	['0.0.0.0', '192.168.1.5:8787'],
	['::', '[::1]:8787'],
	['::', '[fd00::1]:8787']
])('a relay that listens on %s is addressed as %s', (host, header) => {
	expect(isMeant(host, header)).toBe(true);
	expect(isMeant(host, 'evil.example:8787')).toBe(false);
});
