import type { IconName } from '#lib/ui/icon-name.ts';

/** A page of the app, as the rail and the palette list it. */
export interface Page {
	/** The route's id, and the address behind the hash. */
	route: string;
	label: string;
	icon: IconName;
	/** What one works with comes first in the rail, what one looks after last. */
	place: 'work' | 'care';
	/** A narrow window's bar has room for four; the others are behind *More*. */
	isInBar: boolean;
}

/** The pages that exist, in the order of the rail. */
export const PAGES: readonly Page[] = [
	{ route: '/', label: 'Analyse', icon: 'analyse', place: 'work', isInBar: true },
	{ route: '/chat', label: 'Chat', icon: 'chat', place: 'work', isInBar: true },
	{ route: '/runs', label: 'Runs', icon: 'runs', place: 'work', isInBar: true },
	{ route: '/documents', label: 'Documents', icon: 'documents', place: 'work', isInBar: true },
	{ route: '/batch', label: 'Batch', icon: 'batch', place: 'work', isInBar: false },
	{ route: '/models', label: 'Models', icon: 'models', place: 'work', isInBar: false },
	{ route: '/inspector', label: 'Inspector', icon: 'inspector', place: 'care', isInBar: false },
	{ route: '/settings', label: 'Settings', icon: 'settings', place: 'care', isInBar: false }
];

/** The address of a page for a link. */
export function hrefOf({ route }: Page): string {
	return `#${route}`;
}

/** What the browser shows as the title of a route; `null` for an address that leads nowhere. */
export function titleOf(route: string | null): string {
	const page = PAGES.find((candidate) => candidate.route === route);
	return `${page?.label ?? 'No such page'} · Assay`;
}
