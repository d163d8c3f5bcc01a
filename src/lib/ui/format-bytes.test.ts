import { expect, test } from 'vitest';
import { formatBytes } from './format-bytes.ts';

test('sizes are written as people read them', () => {
	expect([0, 999, 1000, 3_040_000, 123_400_000, 1e10, 5e15].map(formatBytes)).toEqual([
		'0 bytes',
		'999 bytes',
		'1.0 kB',
		'3.0 MB',
		'123 MB',
		'10.0 GB',
		'5000 TB'
	]);
});
