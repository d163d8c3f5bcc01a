import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Banner from './Banner.svelte';
import CopyButton from './CopyButton.svelte';
import Meter from './Meter.svelte';
import Progress from './Progress.svelte';

const body = createRawSnippet(() => ({ render: () => '<span>Start LM Studio.</span>' }));

test('interrupts with what is bad, and waits with the rest', async () => {
	const screen = await render(Banner, { tone: 'warning', title: 'No model is running.', body });
	await expect
		.element(screen.getByRole('status'))
		.toHaveTextContent('No model is running. Start LM Studio.');
	await screen.rerender({ tone: 'bad' });
	await expect.element(screen.getByRole('alert')).toBeVisible();
});

test('tells in words how a whole is used', async () => {
	const screen = await render(Meter, {
		label: 'Context',
		max: 8192,
		segments: [
			{ label: 'prompt', value: 2560 },
			{ label: 'answer', value: 52 }
		]
	});
	const meter = screen.getByRole('meter', { name: 'Context' }).element();
	expect(meter.getAttribute('aria-valuetext')).toBe(
		'2,612 of 8,192: prompt 2,560, answer 52, free 5,580'
	);
	expect(meter.getAttribute('aria-valuenow')).toBe('2612');
});

test('never tells of more than the whole, nor of less than nothing left', async () => {
	const screen = await render(Meter, {
		label: 'Context',
		max: 100,
		segments: [{ label: 'prompt', value: 150 }]
	});
	const meter = screen.getByRole('meter').element();
	expect(meter.getAttribute('aria-valuetext')).toBe('150 of 100: prompt 150, free 0');
	expect(meter.getAttribute('aria-valuenow')).toBe('100');
});

test('tells how far a work has come, or that nobody knows', async () => {
	const screen = await render(Progress, { label: 'Loading', value: 0.25 });
	const progress = screen.getByRole('progressbar', { name: 'Loading' });
	await expect.element(progress).toHaveAttribute('value', '0.25');
	await screen.rerender({ value: undefined });
	expect(progress.element().matches(':indeterminate')).toBe(true);
	await screen.rerender({ value: 0 });
	expect(progress.element().matches(':indeterminate')).toBe(false);
});

test('says that it copied, and after a moment is as before', async () => {
	const screen = await render(CopyButton, { label: 'Copy code', copy: () => Promise.resolve() });
	await screen.getByRole('button', { name: 'Copy code' }).click();
	await expect.element(screen.getByRole('button', { name: 'Copied' })).toBeVisible();
	await expect.element(screen.getByRole('status')).toHaveTextContent('Copied');
	for (const animation of document.getAnimations()) animation.finish();
	await expect.element(screen.getByRole('button', { name: 'Copy code' })).toBeVisible();
	await expect.element(screen.getByRole('status')).toHaveTextContent(/^$/);
});

test('says that it could not copy', async () => {
	const screen = await render(CopyButton, { copy: () => Promise.reject(new Error('refused')) });
	await screen.getByRole('button', { name: 'Copy' }).click();
	await expect.element(screen.getByRole('status')).toHaveTextContent('Copying failed');
});
