import { renderUnicodeCompact } from 'uqr';

export interface GreetingFacts {
	/** Where the relay is on this computer. */
	url: string;
	upstream: string;
	/** Where other devices find it; none if it listens on this computer only. */
	phoneUrls: readonly string[];
	token: string | undefined;
	/** The token was made at this start, so nobody else knows it. */
	isMadeUp: boolean;
	/** There is a built app to serve. */
	isBuilt: boolean;
}

/** The link that opens the app on another device. The token is behind the `#`, which no server and no log ever sees. */
export function linkWithToken(url: string, token: string | undefined): string {
	return token === undefined ? `${url}/` : `${url}/#/?relay-token=${encodeURIComponent(token)}`;
}

/** What the relay says on the terminal when it has started. */
export function greeting({
	url,
	upstream,
	phoneUrls,
	token,
	isMadeUp,
	isBuilt
}: GreetingFacts): string {
	const [phone] = phoneUrls;
	const lines = [
		'',
		`  The relay runs at  ${url}`,
		`  and uses           ${upstream}`,
		...(isBuilt ? [] : ['', '  The app is not built, so only the bus is served: npm run build']),
		...(phone === undefined
			? ['', '  Only this computer can connect. For a phone: --host 0.0.0.0']
			: phoneLines(phone, phoneUrls, token)),
		...(isMadeUp
			? ['', '  The token lasts until the relay stops; --token sets one that stays.']
			: []),
		'',
		'  Ctrl+C stops it once answers have ended; twice, at once.',
		''
	];
	return lines.join('\n');
}

function phoneLines(phone: string, all: readonly string[], token: string | undefined): string[] {
	const link = linkWithToken(phone, token);
	const others = all.slice(1).map((url) => `                     ${linkWithToken(url, token)}`);
	const code = renderUnicodeCompact(link, { border: 2 }).split('\n');
	return ['', `  On a phone, open   ${link}`, ...others, '', ...code.map((line) => `  ${line}`)];
}
