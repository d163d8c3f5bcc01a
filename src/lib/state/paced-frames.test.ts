import { expect, test } from 'vitest';
import { createFakeClock } from '#lib/core/fakes.ts';
import { createPacedFrames } from './paced-frames.ts';

function start() {
	const clock = createFakeClock();
	const ran: string[] = [];
	const frames = createPacedFrames({ schedule: (task) => task() }, clock, (asked) =>
		asked > 3 ? 42 : 25
	);
	return { clock, frames, ran, task: (name: string) => () => ran.push(name) };
}

test('the first frame comes at once, and what follows waits for its turn, each task once', () => {
	const { clock, frames, ran, task } = start();
	const [first, second] = [task('first'), task('second')];
	frames.schedule(first);
	expect(ran).toEqual(['first']);
	frames.schedule(first);
	frames.schedule(second);
	frames.schedule(first);
	clock.elapse(24);
	expect(ran).toEqual(['first']);
	clock.elapse(1);
	expect(ran).toEqual(['first', 'first', 'second']);
});

test('however often it is asked, one timer waits', () => {
	const { clock, frames, ran, task } = start();
	const same = task('same');
	for (let count = 0; count < 10; count += 1) frames.schedule(same);
	expect(clock.waiting).toBe(1);
	clock.elapse(1000);
	expect(ran).toEqual(['same', 'same']);
});

test('after a pause nothing waits', () => {
	const { clock, frames, ran, task } = start();
	frames.schedule(task('first'));
	clock.elapse(1000);
	frames.schedule(task('second'));
	expect(ran).toEqual(['first', 'second']);
});

test('what is asked for often waits longer, until it is not', () => {
	const { clock, frames, ran, task } = start();
	const same = task('same');
	frames.schedule(same);
	for (let count = 0; count < 4; count += 1) frames.schedule(same);
	clock.elapse(25);
	expect(ran).toHaveLength(2);
	frames.schedule(same);
	clock.elapse(41);
	expect(ran).toHaveLength(2);
	clock.elapse(1);
	expect(ran).toHaveLength(3);
	frames.schedule(same);
	clock.elapse(25);
	expect(ran).toHaveLength(4);
});

test('the wait begins when the frame comes, however late it comes', () => {
	const clock = createFakeClock();
	const drawing: (() => void)[] = [];
	const ran: string[] = [];
	const frames = createPacedFrames({ schedule: (task) => drawing.push(task) }, clock, () => 25);
	const draw = () => drawing.splice(0).forEach((task) => task());
	frames.schedule(() => ran.push('first'));
	clock.elapse(16);
	draw();
	frames.schedule(() => ran.push('second'));
	clock.elapse(24);
	draw();
	expect(ran).toEqual(['first']);
	clock.elapse(1);
	draw();
	expect(ran).toEqual(['first', 'second']);
});
