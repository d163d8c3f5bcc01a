import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { settle } from '#lib/core/fakes.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp } from '#lib/state/fakes.ts';
import Harness from './InspectorPage.harness.svelte';

afterEach(async () => {
	delete document.documentElement.dataset['theme'];
	await page.viewport(1280, 800);
});

/** The page over a bus that has told the state of the models twice: while connecting, and connected. */
async function renderInspector() {
	const world = createFakeApp();
	await settle();
	const screen = await render(
		Harness,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	const list = screen.getByRole('list', { name: 'Messages' });
	return {
		...world,
		screen,
		list,
		lines: () =>
			list
				.getByRole('listitem')
				.elements()
				.map((line) => line.textContent.trim()),
		line: (text: string) => list.getByRole('listitem').filter({ hasText: text })
	};
}

type Inspector = Awaited<ReturnType<typeof renderInspector>>;

function answer({ bus }: Inspector, ...chunks: string[]) {
	for (const chunk of chunks) {
		bus.publish({ type: 'llm_chunk', request_id: 'request-7', data: { chunk, is_final: false } });
	}
}

test('lists the bus as it speaks, newest last', async () => {
	const inspector = await renderInspector();
	await expect.poll(() => inspector.lines().length).toBe(2);
	answer(inspector, 'The pump', ' failed.');
	await expect.element(inspector.line('The pump failed.')).toHaveTextContent(/3–4.*llm_chunk.*× 2/);
	expect(inspector.lines().at(-1)).toContain('The pump failed.');
});

test('takes joined pieces apart when asked to', async () => {
	const inspector = await renderInspector();
	answer(inspector, 'The pump', ' failed.');
	await inspector.screen.getByRole('checkbox', { name: 'Join' }).click();
	await expect.poll(() => inspector.lines().length).toBe(4);
});

test('filters by type, id and text, and says how many lines fit', async () => {
	const inspector = await renderInspector();
	answer(inspector, 'The pump');
	await inspector.screen.getByLabelText('Filter').fill('pump request-7');
	await expect.poll(() => inspector.lines().length).toBe(1);
	await expect.element(inspector.screen.getByText('1 line, 3 messages')).toBeVisible();
	await inspector.screen.getByLabelText('Filter').fill('nothing like it');
	await expect.element(inspector.screen.getByText('No message fits the filter')).toBeVisible();
});

test('holds still while it is paused', async () => {
	const inspector = await renderInspector();
	await inspector.screen.getByRole('button', { name: 'Pause' }).click();
	answer(inspector, 'The pump');
	const resume = inspector.screen.getByRole('button', { name: 'Resume' });
	await expect.element(resume).toHaveAttribute('aria-pressed', 'true');
	expect(inspector.lines()).toHaveLength(2);
	await resume.click();
	await expect.poll(() => inspector.lines().length).toBe(3);
});

test('opens the whole message, and copies it', async () => {
	const inspector = await renderInspector();
	const message = inspector.bus.publish({ type: 'cancel', data: { request_id: 'request-7' } });
	await inspector.line('cancel').getByText('cancel', { exact: true }).click();
	const whole = inspector.screen.getByRole('region', { name: 'The whole message' });
	await expect.poll(() => whole.element().textContent).toBe(JSON.stringify(message, null, 2));
	await inspector.screen.getByRole('button', { name: 'Copy this message' }).click();
	expect(inspector.copied).toEqual([JSON.stringify(message, null, 2)]);
});

test('copies all that is shown as JSON lines', async () => {
	const inspector = await renderInspector();
	answer(inspector, 'The pump', ' failed.');
	await inspector.screen.getByLabelText('Filter').fill('pump');
	await inspector.screen.getByRole('button', { name: 'Copy all shown as JSON lines' }).click();
	const texts = inspector.copied[0]?.trimEnd().split('\n') ?? [];
	expect(texts.map((text): unknown => JSON.parse(text))).toMatchObject([
		{ seq: 3, data: { chunk: 'The pump' } },
		{ seq: 4, data: { chunk: ' failed.' } }
	]);
});

test('is worked by keys: Tab stops once at the list, arrows move in it, Enter opens', async () => {
	const inspector = await renderInspector();
	inspector.bus.publish({ type: 'cancel', data: { request_id: 'a' } });
	await inspector.screen.getByRole('checkbox').click();
	await userEvent.keyboard('{Tab}');
	const focused = () => document.activeElement?.textContent.trim();
	await expect.poll(focused).toContain('cancel');
	await userEvent.keyboard('{ArrowUp}');
	expect(focused()).toContain('connected');
	await userEvent.keyboard('{Home}');
	expect(focused()).toContain('connecting');
	await userEvent.keyboard('{Enter}');
	await expect.element(inspector.screen.getByLabelText('The whole message')).toBeVisible();
	await userEvent.keyboard('{Enter}{End}');
	expect(focused()).toContain('cancel');
	await userEvent.keyboard('{Shift>}{Tab}{/Shift}');
	expect(focused()).not.toContain('models_state');
});

test('stays at the newest line as lines come', async () => {
	const inspector = await renderInspector();
	for (let count = 0; count < 600; count += 1) {
		inspector.bus.publish({ type: 'cancel', data: { request_id: `request-${count}` } });
	}
	await expect.element(inspector.line('request-599')).toBeInViewport();
	expect(inspector.lines()).toHaveLength(500);
});

test('watches only while it is open', async () => {
	const { app, bus, screen } = await renderInspector();
	await screen.unmount();
	bus.publish({ type: 'cancel', data: { request_id: 'a' } });
	expect(app.inspector.messageCount).toBe(2);
});

for (const theme of ['light', 'dark']) {
	for (const width of [360, 1280]) {
		test(`has no known barrier in the ${theme} theme at ${width} px`, async () => {
			await page.viewport(width, 800);
			document.documentElement.dataset['theme'] = theme;
			const { screen, bus, line } = await renderInspector();
			bus.publish({ type: 'error', data: { code: 'internal', message: 'x'.repeat(300) } });
			await line('error').getByText('error', { exact: true }).click();
			await expect.element(screen.getByLabelText('The whole message')).toBeVisible();
			const { violations } = await axe.run(screen.container);
			expect(
				violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
			).toEqual([]);
			expect(document.documentElement.scrollWidth).toBe(width);
		});
	}
}
