/** As cheaply as a browser can read a stream and show it: a text node for each line, forty to a section, once a frame. */
const scroller = document.body.appendChild(document.createElement('div'));
scroller.className = 'scroller';
let section: HTMLElement = scroller;
let lines = 0;
let line: Text | undefined;
let waiting = '';

function newLine(): Text {
	if (lines % 40 === 0) {
		section = scroller.appendChild(document.createElement('section'));
		section.className = 'floor-section';
	}
	lines += 1;
	return section.appendChild(document.createElement('div')).appendChild(new Text());
}

function show(): void {
	for (const [at, part] of waiting.split('\n').entries()) {
		if (at > 0 || !line) line = newLine();
		if (part !== '') line.appendData(part);
	}
	waiting = '';
	scroller.scrollTop = scroller.scrollHeight;
}

/** Reads and shows the answer that this address gives. */
export async function read(address: string): Promise<void> {
	const { body } = await fetch(address, { method: 'POST', body: '{}' });
	let rest = '';
	for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
		const events = (rest + text).split('\n\n');
		rest = events.pop() ?? '';
		if (waiting === '') requestAnimationFrame(show);
		for (const event of events) {
			const [, data] = event.split('event: message.delta\ndata: ');
			if (data) waiting += (JSON.parse(data) as { content: string }).content;
		}
	}
}
