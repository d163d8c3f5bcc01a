import { readFile } from 'node:fs/promises';
import { expect, recordMoments, test } from './analyse-page.ts';
import { generationsOf, onlyGenerationOf } from './generations.ts';
import type { Build } from './world.ts';

const TEXT = 'Maria Lund of Oslo found the torn seal at 05:40. The repair cost 4,200 euros.';

for (const build of ['http', 'file'] satisfies Build[]) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('a first run takes a sample and a press of Run', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			await open();
			await analyse.isConnected();
			await expect(page.getByText('Demo: no model is running.')).toBeVisible();
			await expect(analyse.template).toHaveValue('parsing_analysis');
			await expect(analyse.model).toHaveValue('llama-3.2-3b-instruct');
			await analyse.hasState('idle');

			await page.getByRole('button', { name: 'Incident report' }).click();
			await expect(analyse.source).toHaveValue(/^Incident report: loss of diesel/);
			await analyse.run.click();

			await analyse.hasState('done');
			await expect(analyse.answer.getByRole('heading', { name: 'Kind of text' })).toBeVisible();
			await expect(analyse.stats).toContainText(/tokens [\d,]+ in, [\d,]+ out/);
			await expect(analyse.stats).toContainText(/first token [\d.]+ s/);
			await expect(analyse.stats).toContainText(/[\d.]+ tokens\/s/);
			await expect(analyse.stats).toContainText(/\d+ % of\s+4,096/);
			expect(onlyGenerationOf(simulator).path).toBe('/api/v1/chat');
		});

		test('Ctrl+Enter in the text runs it, and there is always one button to run or to stop', async ({
			page,
			open,
			analyse
		}) => {
			await open();
			await analyse.isConnected();
			const moments = await recordMoments(page);
			await analyse.source.fill(TEXT);
			await analyse.source.press('Control+Enter');

			await analyse.hasState('done');
			await expect(analyse.source).toHaveValue(TEXT);
			expect(new Set((await moments()).map(({ buttons }) => buttons))).toEqual(new Set([1]));
		});

		test('Stop, by its button or by Esc, keeps what came and closes the connection', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			simulator.setScenario('stall-after-first-token');
			await open();
			for (const [place, stop] of [
				() => analyse.stop.click(),
				() => page.keyboard.press('Escape')
			].entries()) {
				await analyse.analyse(TEXT);
				await analyse.hasState('writing');
				await expect(analyse.answer).toContainText('Demo');
				await expect(analyse.run).toHaveCount(0);

				await stop();
				await analyse.hasState('stopped');
				await expect(analyse.stop).toHaveCount(0);
				await expect(analyse.run).toBeVisible();
				await expect(analyse.answer).toContainText('Demo');
				await expect(analyse.answer).toContainText('Stopped. What had come is kept.');
				await expect
					.poll(() => generationsOf(simulator)[place]?.record.clientClosed, 'the server is told')
					.toBe(true);
			}
		});

		test('Retry sends the same request again, whatever ended the run', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			await open();
			await analyse.isConnected();
			const moments = await recordMoments(page);
			for (const { ending, scenario } of [
				{ ending: 'stopped', scenario: 'stall-after-first-token' },
				{ ending: 'failed', scenario: 'overflow-400' },
				{ ending: 'interrupted', scenario: 'reset-after-n-chunks' }
			] as const) {
				await test.step(ending, async () => {
					simulator.reset();
					// What a reset finds unread is lost, so that the tokens before it must not all come at once.
					simulator.setOptions({ scenario, tokensPerSecond: 50 });
					await analyse.analyse(TEXT);
					if (ending === 'stopped') {
						await analyse.hasState('writing');
						await analyse.stop.click();
					}
					await analyse.hasState(ending);

					simulator.setOptions({ scenario: undefined, tokensPerSecond: Infinity });
					await analyse.source.fill('Another text, which is not part of that request.');
					await analyse.retry.click();

					await analyse.hasState('done');
					await expect(analyse.answer).toContainText('Maria Lund of Oslo');
					await expect(analyse.retry).toHaveCount(0);
					const [first, second, ...others] = generationsOf(simulator);
					expect(others).toEqual([]);
					expect(second?.path).toBe(first?.path);
					expect(second?.body).toEqual(first?.body);
				});
			}
			expect(new Set((await moments()).map(({ buttons }) => buttons))).toEqual(new Set([1]));
		});

		test('Copy and Download give the answer, and the file says how it came about', async ({
			page,
			context,
			open,
			analyse
		}) => {
			await context.grantPermissions(['clipboard-read', 'clipboard-write']);
			await open();
			await analyse.isConnected();
			await page.getByRole('button', { name: 'Meeting notes' }).click();
			await expect(analyse.source).toHaveValue(/./);
			await analyse.run.click();
			await analyse.hasState('done');

			await page.getByRole('button', { name: 'Copy' }).click();
			await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
			const copied = await page.evaluate(() => navigator.clipboard.readText());
			expect(copied).toMatch(/^Demo answer[^]*\n## Kind of text\n[^]*\n## Summary\n/);

			const downloading = page.waitForEvent('download');
			await page.getByRole('button', { name: 'Download' }).click();
			const download = await downloading;
			expect(download.suggestedFilename()).toMatch(/^parsing_analysis-\d{4}(-\d\d){4}\.md$/);
			const [head, answer] = splitOnce(
				await readFile(await download.path(), 'utf8'),
				'\n\n---\n\n'
			);
			expect(answer).toBe(`${copied}\n`);
			expect(head.split('\n')).toEqual([
				'- Template: Parsing analysis',
				'- Model: llama-3.2-3b-instruct',
				expect.stringMatching(/^- Date: \d{4}-\d\d-\d\dT[\d:.]+Z$/),
				'- Source: meeting-notes.txt',
				'- Part: the whole text',
				'- Ending: Done',
				expect.stringMatching(/^- Tokens: [\d,]+ read, [\d,]+ written$/)
			]);
		});

		test('a template of one’s own instruction says that it is missing, and sends its lines', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			await open();
			await analyse.isConnected();
			await analyse.template.selectOption('custom_prompt');
			const instruction = page.getByLabel('Instruction');
			await expect(instruction).toHaveJSProperty('tagName', 'TEXTAREA');
			await analyse.analyse(TEXT);
			await expect(page.getByRole('alert')).toHaveText('This template needs: instruction.');
			expect(generationsOf(simulator)).toEqual([]);

			await instruction.fill('List all names.\nThen list all sums.');
			await analyse.run.click();
			await analyse.hasState('done');
			const { prompt } = onlyGenerationOf(simulator);
			expect(prompt).toContain(`<document>\n${TEXT}\n</document>`);
			expect(prompt).toMatch(/\nList all names\.\nThen list all sums\.\s*$/);
		});

		test('a template edited for this run is what is sent, until it is put back', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			await open();
			await analyse.isConnected();
			await page.getByRole('button', { name: 'Edit for this run' }).click();
			const editor = page.getByRole('region', { name: 'Template for this run' });
			const source = editor.getByRole('textbox');
			const original = await source.inputValue();
			await source.fill('{{role "user"}}Count the words of this: {{content}}');
			await expect(page.getByRole('button', { name: 'Edited for this run' })).toBeVisible();
			await analyse.analyse(TEXT);
			await analyse.hasState('done');
			expect(onlyGenerationOf(simulator).body).toMatchObject({
				input: `Count the words of this: ${TEXT}`
			});
			expect(onlyGenerationOf(simulator).body).not.toHaveProperty('system_prompt');

			await source.fill('{{#if}}');
			await analyse.run.click();
			await expect(page.getByRole('alert')).toBeVisible();
			expect(generationsOf(simulator)).toHaveLength(1);

			await editor.getByRole('button', { name: 'Put back' }).click();
			await expect(source).toHaveValue(original);
			await analyse.run.click();
			await expect.poll(() => generationsOf(simulator)).toHaveLength(2);
			expect(generationsOf(simulator)[1]?.prompt).toContain('Parse the document above.');
		});

		test('options are sent, remembered for their template, and reset', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			await open();
			await analyse.isConnected();
			await page.getByRole('button', { name: 'Options' }).click();
			await page.getByLabel('Temperature').fill('0.7');
			await page.getByLabel('Answer limit').fill('50');
			await analyse.analyse(TEXT);
			await analyse.hasState('length');
			await expect(analyse.answer).toContainText('Cut off at the answer limit.');
			expect(onlyGenerationOf(simulator).body).toMatchObject({
				temperature: 0.7,
				max_output_tokens: 50
			});

			await analyse.template.selectOption('summary_brief');
			await expect(page.getByLabel('Temperature')).toHaveValue('');
			await page.reload();
			await expect(analyse.template).toHaveValue('summary_brief');
			await analyse.template.selectOption('parsing_analysis');
			await page.getByRole('button', { name: 'Options · 2' }).click();
			await expect(page.getByLabel('Temperature')).toHaveValue('0.7');
			await expect(page.getByLabel('Answer limit')).toHaveValue('50');

			await page.getByRole('button', { name: 'Reset' }).click();
			await expect(page.getByLabel('Temperature')).toHaveValue('');
			await analyse.run.click();
			await analyse.hasState('done');
			expect(generationsOf(simulator)[1]?.body).toMatchObject({
				temperature: 0.1,
				max_output_tokens: 1000
			});
		});

		test('a seed goes to the endpoint that takes one', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			await open();
			await analyse.isConnected();
			await page.getByRole('button', { name: 'Options' }).click();
			await page.getByLabel('Seed').fill('7');
			await analyse.analyse(TEXT);
			await analyse.hasState('done');
			const { path, body } = onlyGenerationOf(simulator);
			expect(path).toBe('/v1/chat/completions');
			expect(body).toMatchObject({ seed: 7, temperature: 0.1, max_tokens: 1000 });
			await expect(analyse.stats).toContainText(/tokens [\d,]+ in, [\d,]+ out/);
		});

		test('a run that loads its model asks for the context and the reasoning that were set', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			await open();
			await analyse.isConnected();
			await analyse.model.selectOption('qwen/qwen3-4b');
			await page.getByRole('button', { name: 'Options' }).click();
			await page.getByLabel('Context at load').fill('8192');
			await page.getByLabel('Reasoning').selectOption('off');
			await analyse.analyse(TEXT);
			await analyse.hasState('done');
			expect(onlyGenerationOf(simulator)).toMatchObject({
				path: '/api/v1/chat',
				body: { model: 'qwen/qwen3-4b', context_length: 8192, reasoning: 'off' }
			});
			await expect(analyse.model.locator('option:checked')).toHaveText('qwen/qwen3-4b (8,192)');
			await expect(analyse.stats).toContainText(/\d+ % of\s+8,192/);
		});

		test('text, template, variables and model are there again after a reload', async ({
			page,
			open,
			analyse
		}) => {
			await open();
			await analyse.isConnected();
			await analyse.template.selectOption('summary_brief');
			await analyse.model.selectOption('qwen/qwen3-4b');
			await page.getByLabel('Focus').fill('the costs');
			await analyse.source.fill(TEXT);
			await page.reload();

			await expect(analyse.source).toHaveValue(TEXT);
			await expect(analyse.template).toHaveValue('summary_brief');
			await expect(page.getByLabel('Focus')).toHaveValue('the costs');
			await expect(analyse.model).toHaveValue('qwen/qwen3-4b');
		});

		test('New empties the page, and Undo brings the text back', async ({ page, open, analyse }) => {
			await open();
			await analyse.analyse(TEXT);
			await analyse.hasState('done');
			await page.getByRole('button', { name: 'New', exact: true }).click();
			await expect(analyse.source).toHaveValue('');
			await analyse.hasState('idle');
			await expect(analyse.answer).not.toContainText('Maria Lund');

			await page.getByRole('button', { name: 'Undo' }).click();
			await expect(analyse.source).toHaveValue(TEXT);
		});

		test('a picked file is opened, and one that is no text is refused with a sentence', async ({
			page,
			open,
			analyse
		}) => {
			await open();
			await analyse.openFile('a.txt', TEXT);
			await expect(analyse.source).toHaveValue(TEXT);

			const picker = page.locator('input[type=file]');
			const utf16 = Buffer.from('\uFEFFPréambule – ünïcode', 'utf16le');
			await picker.setInputFiles({ name: 'b.txt', mimeType: 'text/plain', buffer: utf16 });
			await expect(analyse.source).toHaveValue('Préambule – ünïcode');

			const binary = Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 8, 0, 255, 254, 0]);
			await picker.setInputFiles({ name: 'c.zip', mimeType: 'text/plain', buffer: binary });
			await expect(page.getByRole('region', { name: 'Notices' })).toContainText(
				'Expected a text file, got c.zip, which holds binary data.'
			);
			await expect(analyse.source).toHaveValue('Préambule – ünïcode');
		});

		test('a file dropped anywhere is opened, and what was there can be brought back', async ({
			page,
			open,
			analyse
		}) => {
			await open();
			await analyse.source.fill('What was typed before.');
			const dataTransfer = await page.evaluateHandle((text) => {
				const transfer = new DataTransfer();
				transfer.items.add(new File([text], 'dropped.log', { type: 'text/plain' }));
				return transfer;
			}, TEXT);
			const rail = page.getByRole('navigation').first();
			await rail.dispatchEvent('dragenter', { dataTransfer });
			await expect(page.getByText('Drop a text file to analyse it')).toBeVisible();
			await rail.dispatchEvent('drop', { dataTransfer });

			await expect(analyse.source).toHaveValue(TEXT);
			await expect(page.getByRole('heading', { name: 'dropped.log' })).toBeVisible();
			await page.getByRole('button', { name: 'Undo' }).click();
			await expect(analyse.source).toHaveValue('What was typed before.');
		});

		test('no typed text is lost when the server dies', async ({
			page,
			open,
			analyse,
			simulator
		}) => {
			simulator.setScenario('stall-after-first-token');
			await open();
			await analyse.analyse(TEXT);
			await analyse.hasState('writing');
			await simulator.close();
			await analyse.hasState('interrupted');
			await expect(analyse.error).toContainText('The connection to LM Studio broke');
			await expect(analyse.source).toHaveValue(TEXT);
			await analyse.source.press('End');
			await analyse.source.pressSequentially(' And more.');

			await analyse.run.click();
			await analyse.hasState('failed');
			await expect(analyse.error).toContainText('Nothing answers at');
			await expect(analyse.source).toHaveValue(`${TEXT} And more.`);
			await page.reload();
			await expect(analyse.source).toHaveValue(`${TEXT} And more.`);
		});
	});
}

/** What stands before and after the first `mark`. */
function splitOnce(text: string, mark: string): [string, string] {
	const at = text.indexOf(mark);
	if (at === -1) throw new Error(`Expected "${mark}" in the text, found none`);
	return [text.slice(0, at), text.slice(at + mark.length)];
}
