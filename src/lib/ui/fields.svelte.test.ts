import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Checkbox from './Checkbox.svelte';
import NumberField from './NumberField.svelte';
import SelectField from './SelectField.svelte';
import TextArea from './TextArea.svelte';
import TextField from './TextField.svelte';

const asked = { label: 'Question', hint: 'Ends with ?', required: true };

test.each([
	['a line', () => render(TextField, asked)],
	['several lines', () => render(TextArea, asked)]
])(
	'ties %s of text to its name and its hint, and the error in place of the hint',
	async (_what, show) => {
		const screen = await show();
		const box = screen.getByRole('textbox', { name: 'Question' });
		await expect.element(box).toHaveAccessibleDescription('Ends with ?');
		await expect.element(box).toBeRequired();
		await expect.element(box).not.toHaveAttribute('aria-invalid');
		await screen.rerender({ error: 'The template needs it.' });
		await expect.element(box).toHaveAccessibleDescription('The template needs it.');
		await expect.element(box).toHaveAttribute('aria-invalid', 'true');
	}
);

test('hands on to the input what is for it', async () => {
	const entered: string[] = [];
	const screen = await render(TextField, {
		label: 'Address',
		placeholder: 'http://localhost:1234',
		value: 'a',
		'data-testid': 'lmstudio-url',
		onchange: (event: Event & { currentTarget: HTMLInputElement }) => {
			entered.push(event.currentTarget.value);
		}
	});
	const box = screen.getByTestId('lmstudio-url');
	await expect.element(box).toHaveAttribute('placeholder', 'http://localhost:1234');
	await box.fill('b');
	await userEvent.keyboard('{Enter}');
	expect(entered).toEqual(['b']);
});

test('gives numbers as numbers, and an emptied field as none', async () => {
	const values: (number | undefined)[] = [];
	const screen = await render(NumberField, {
		label: 'Context',
		unit: 'tokens',
		value: 1,
		onvalue: (value: number | undefined) => values.push(value)
	});
	const box = screen.getByRole('spinbutton', { name: 'Context (tokens)' });
	await expect.element(box).toHaveValue(1);
	await box.fill('4096');
	await box.fill('');
	expect(values).toEqual([4096, undefined]);
});

test('names a choice inside its own box', async () => {
	const chosen: string[] = [];
	const screen = await render(SelectField, {
		label: 'Template',
		value: 'b',
		'data-testid': 'template-select',
		options: [
			{ value: 'a', label: 'Summary' },
			{ value: 'b', label: 'Parsing' }
		],
		onchange: (event: Event & { currentTarget: HTMLSelectElement }) => {
			chosen.push(event.currentTarget.value);
		}
	});
	const select = screen.getByRole('combobox', { name: 'Template' });
	await expect.element(select).toHaveDisplayValue('Parsing');
	await screen.getByTestId('template-select').selectOptions('Summary');
	expect(chosen).toEqual(['a']);
});

test('chooses the option that comes after its value', async () => {
	const screen = await render(SelectField, { label: 'Model', value: 'm', options: [] });
	await screen.rerender({
		options: [
			{ value: 'l', label: 'Other' },
			{ value: 'm', label: 'Mine' }
		]
	});
	await expect.element(screen.getByRole('combobox')).toHaveDisplayValue('Mine');
});

test('ticks a box by its words, which say what it does', async () => {
	const screen = await render(Checkbox, { label: 'Keep the token', hint: 'In this browser.' });
	const box = screen.getByRole('checkbox', { name: 'Keep the token' });
	await expect.element(box).toHaveAccessibleDescription('In this browser.');
	await screen.getByText('Keep the token').click();
	await expect.element(box).toBeChecked();
});
