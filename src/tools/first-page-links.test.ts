import { expect, test } from 'vitest';
import { firstPageLinks } from './first-page-links.ts';

const PAGE = `<head>
		<link href="/_app/immutable/entry/start.1.js" rel="modulepreload">
		<link href="/_app/immutable/nodes/0.1.js" rel="modulepreload">
		<link href="/_app/immutable/assets/first.1.css" rel="stylesheet">
		<link href="/_app/immutable/assets/Dialog.1.css" rel="stylesheet">
	</head>
`;

test('asks for the styles and the scripts of the first page, and for no others', () => {
	expect(firstPageLinks(PAGE, ['1.1.js', '2.1.js'])).toBe(`<head>
		<link href="/_app/immutable/entry/start.1.js" rel="modulepreload">
		<link href="/_app/immutable/nodes/0.1.js" rel="modulepreload">
		<link href="/_app/immutable/nodes/1.1.js" rel="modulepreload">
		<link href="/_app/immutable/nodes/2.1.js" rel="modulepreload">
		<link href="/_app/immutable/assets/first.1.css" rel="stylesheet">
	</head>
`);
});

test.each(['', PAGE.replace('first.', 'other.'), PAGE.replace('nodes/0', 'chunks/0')])(
	'says so where the page is made otherwise',
	(html) => {
		expect(() => firstPageLinks(html, [])).toThrow('look what Kit writes now');
	}
);
