import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import DropTarget from './DropTarget.svelte';

async function startDrag(fill: (transfer: DataTransfer) => void) {
	const dropped: string[][] = [];
	const screen = await render(DropTarget, {
		label: 'Drop to analyse',
		onfiles: (files: File[]) => dropped.push(files.map((file) => file.name))
	});
	const transfer = new DataTransfer();
	fill(transfer);
	/** Whether the page took the event for itself. */
	const drag = (type: string, relatedTarget: EventTarget | null = null) =>
		!document.body.dispatchEvent(
			new DragEvent(type, {
				dataTransfer: transfer,
				relatedTarget,
				bubbles: true,
				cancelable: true
			})
		);
	return { screen, dropped, drag };
}

const withFiles = (transfer: DataTransfer) => {
	transfer.items.add(new File(['a'], 'a.txt'));
	transfer.items.add(new File(['b'], 'b.txt'));
};

test('shows what a drop will do while files are over the window', async () => {
	const { screen, drag } = await startDrag(withFiles);
	expect(drag('dragenter')).toBe(true);
	await expect.element(screen.getByRole('status')).toHaveTextContent('Drop to analyse');
	drag('dragleave', document.body);
	await expect.element(screen.getByRole('status')).toBeVisible();
	drag('dragleave');
	await expect.element(screen.getByRole('status')).not.toBeInTheDocument();
});

test('hands over the files that are dropped', async () => {
	const { screen, dropped, drag } = await startDrag(withFiles);
	expect(drag('dragover')).toBe(true);
	expect(drag('drop')).toBe(true);
	expect(dropped).toEqual([['a.txt', 'b.txt']]);
	await expect.element(screen.getByRole('status')).not.toBeInTheDocument();
});

test('leaves text that is dragged to whatever it is dropped on', async () => {
	const { screen, dropped, drag } = await startDrag((transfer) =>
		transfer.setData('text/plain', 'a')
	);
	expect([drag('dragenter'), drag('dragover'), drag('drop')]).toEqual([false, false, false]);
	expect(dropped).toEqual([]);
	await expect.element(screen.getByRole('status')).not.toBeInTheDocument();
});
