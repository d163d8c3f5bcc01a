/** What a page leaves of its unfinished writes. The other tables hold what is large, or can be made again. */
export const LEFT_TABLES = [
	'settings',
	'drafts',
	'choices',
	'runs',
	'receipts',
	'answers',
	'live_runs'
] as const;
