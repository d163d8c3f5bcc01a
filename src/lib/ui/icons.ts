/**
 * The icons of the frame and of its notices, by what they stand for: lines on a square of 16, drawn with a pen of 1.5. All others
 * are in `more-icons.ts`, which loads with the first of them.
 */
export const icons = {
	analyse: 'M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0zM10.25 10.25 14 14',
	chat: 'M2.25 3.25h11.5v8H7.5l-3 2.5v-2.5H2.25z',
	runs: 'M2.5 4h.01M5.75 4h7.75M2.5 8h.01M5.75 8h7.75M2.5 12h.01M5.75 12h7.75',
	documents: 'M3.75 1.75H9l3.25 3.25v9.25h-8.5zM8.75 2v3.25H12M6 8.5h4M6 11.25h4',
	batch: 'M2.25 5.25h8v8.5h-8zM5.25 5V2.25h8.5v8.5H10.5M4.5 8.25h3.5M4.5 10.75h3.5',
	models: 'M8 1.75 13.5 4.9v6.2L8 14.25 2.5 11.1V4.9zM2.5 4.9 8 8l5.5-3.1M8 8v6.25',
	inspector: 'M1.5 8.5h2.75l2-5.5 3.25 10 2-4.5h3',
	settings:
		'M2 5h5.5M11 5h3M2 11h3M8.5 11H14M11 5a1.75 1.75 0 1 1-3.5 0A1.75 1.75 0 0 1 11 5zM8.5 11a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0z',
	more: 'M3.5 8a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0zM8.5 8a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0zM13.5 8a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0z',
	close: 'M4 4l8 8M12 4l-8 8',
	warning: 'M8 2.25 14.25 13.5H1.75zM8 6.5v3.25M8 11.65v.01',
	info: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM8 7.25v3.75M8 5v.01',
	keyboard:
		'M1.75 3.75h12.5v8.5H1.75zM4.25 6.5h.01M6.75 6.5h.01M9.25 6.5h.01M11.75 6.5h.01M4.25 9.5h.01M6.5 9.5h3M11.75 9.5h.01',
	refresh: 'M13.25 8a5.25 5.25 0 1 1-1.5-3.7M13.25 1.75V4.75h-3',
	chevron: 'M4 6.25l4 4 4-4'
} as const;
