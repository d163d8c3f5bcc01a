/** Made-up but readable prose of a wanted length, the same for the same length. */
const PLACES = ['Norrvik', 'Oslo', 'Bergen', 'Kiel', 'Gdansk', 'Riga', 'Turku', 'Malmö'];
const PEOPLE = ['Maria Lund', 'Jon Berg', 'Anna Holm', 'Piotr Nowak', 'Liisa Saar', 'Tom Okafor'];
const THINGS = ['pump', 'gate', 'crane', 'sensor', 'valve', 'boom', 'ferry', 'pipeline'];
const EVENTS = [
	'lost pressure during the night shift',
	'was inspected and found in good order',
	'stood still for three hours because of a torn seal',
	'was replaced ahead of schedule at a cost of {n},200 euros',
	'caused a delay of {n} minutes that nobody had expected',
	'was reported in a note which was filed but not acted on'
];

/** @param minLength in UTF-16 units; the text ends with the first whole sentence beyond it */
export function makeLongText(minLength: number): string {
	const sentences: string[] = [];
	let length = 0;
	for (let index = 0; length < minLength; index += 1) {
		const event = at(EVENTS, index * 5).replace('{n}', String((index % 57) + 3));
		const day = (index % 28) + 1;
		const sentence = `On ${day} May 2021 the ${at(THINGS, index * 3)} number ${(index % 40) + 1} at ${at(PLACES, index * 7)} ${event}; ${at(PEOPLE, index)} wrote the report.`;
		const separator = index % 6 === 5 ? '\n\n' : ' ';
		sentences.push(sentence + separator);
		length += sentence.length + separator.length;
	}
	return sentences.join('').trimEnd();
}

function at(list: readonly string[], index: number): string {
	return list[index % list.length] ?? '';
}
