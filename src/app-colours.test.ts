import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Theme = 'light' | 'dark';

/** Where text is set, and in which colours: WCAG 2.2, 1.4.3 asks for 4.5 to 1. */
const TEXT_PAIRS: readonly (readonly [string, string])[] = [
	...pairs(
		['text', 'muted', 'accent', 'accent-strong', 'warn', 'bad'],
		['page', 'surface', 'sunken', 'selected']
	),
	...pairs(['text'], ['accent-soft', 'marker', 'marker-strong']),
	...pairs(['muted', 'accent'], ['accent-soft']),
	...pairs(['on-accent'], ['accent', 'accent-strong'])
];

/** What is told apart by its edge or its fill alone: WCAG 2.2, 1.4.11 and 2.4.11 ask for 3 to 1. */
const SHAPE_PAIRS: readonly (readonly [string, string])[] = [
	...pairs(['field', 'accent', 'warn', 'bad'], ['page', 'surface', 'sunken', 'selected']),
	...pairs(['accent'], ['line'])
];

const css = readFileSync(new URL('./app.css', import.meta.url), 'utf8');
const tokens = readColours(css);

for (const theme of ['light', 'dark'] as const) {
	test(`text stands out by 4.5 to 1 in the ${theme} theme`, () => {
		expect(tooFaint(TEXT_PAIRS, theme, 4.5)).toEqual([]);
	});

	test(`edges of fields, focus rings and marks stand out by 3 to 1 in the ${theme} theme`, () => {
		expect(tooFaint(SHAPE_PAIRS, theme, 3)).toEqual([]);
	});
}

test('every colour is a token that says what it is in both themes', () => {
	expect(css.match(/#[\da-f]{3,8}\b/gi)).toHaveLength(2 * tokens.size);
});

test('the measure of contrast gives the known extremes', () => {
	expect(contrast('#000000', '#ffffff')).toBe(21);
	expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

function pairs(inks: string[], grounds: string[]): (readonly [string, string])[] {
	return inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const));
}

function readColours(text: string): Map<string, Record<Theme, string>> {
	const found = text.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\);/g);
	return new Map(
		Array.from(found, ([, name = '', light = '', dark = '']) => [name, { light, dark }])
	);
}

function colour(name: string, theme: Theme): string {
	const token = tokens.get(name);
	if (!token) throw new Error(`Expected a colour '--${name}' in app.css, found none`);
	return token[theme];
}

function tooFaint(list: typeof TEXT_PAIRS, theme: Theme, least: number): string[] {
	return list
		.map(([ink, ground]) => ({
			name: `${ink} on ${ground}`,
			ratio: contrast(colour(ink, theme), colour(ground, theme))
		}))
		.filter(({ ratio }) => ratio < least)
		.map(({ name, ratio }) => `${name}: ${ratio.toFixed(2)}`);
}

/** Contrast ratio of two `#rrggbb` colours, 1 to 21, as WCAG 2.2 defines it. */
function contrast(first: string, second: string): number {
	const [lighter, darker] = [luminance(first), luminance(second)].sort((a, b) => b - a);
	return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance(hex: string): number {
	const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16)));
	return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function linear(channel: number): number {
	const share = channel / 255;
	return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
