/** The icons that the first page does without, drawn as those in `icons.ts`. */
export const moreIcons = {
	templates: 'M2.25 2.5h11.5v3.25H2.25zM2.25 8.25h4.75v5.25H2.25zM9.5 8.25h4.25v5.25H9.5z',
	copy: 'M5.75 5.75h8v8h-8zM10.25 5.5V2.25h-8v8H5.5',
	download: 'M8 2v8.5M4.5 7.25 8 10.75l3.5-3.5M2.5 13.75h11',
	stop: 'M4 4h8v8H4z',
	run: 'M4.75 2.75 12.5 8l-7.75 5.25z',
	check: 'M3 8.5l3.25 3.25L13 4.75',
	link: 'M6.75 9.25a2.75 2.75 0 0 0 3.9 0l2.1-2.1a2.75 2.75 0 0 0-3.9-3.9L8 4.1M9.25 6.75a2.75 2.75 0 0 0-3.9 0l-2.1 2.1a2.75 2.75 0 0 0 3.9 3.9L8 11.9',
	pause: 'M5.5 3.5v9M10.5 3.5v9',
	play: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM6.75 5.5 10.5 8l-3.75 2.5z',
	pin: 'M5.5 2h5M6.25 2v4.25L4 9v1h8V9L9.75 6.25V2M8 10v4',
	trash: 'M2.5 4.25h11M6 4V2.25h4V4M4 4.25l.6 9.5h6.8l.6-9.5M6.75 7v4M9.25 7v4',
	undo: 'M2.75 6h7a3.75 3.75 0 0 1 0 7.5H6M5.75 3l-3 3 3 3',
	file: 'M3.75 1.75H9l3.25 3.25v9.25h-8.5zM8.75 2v3.25H12'
} as const;
