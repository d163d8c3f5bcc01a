import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ClientLinkMessage, CloseCode, ServerLinkMessage } from '#lib/protocol/link-schemas.ts';
import { Message } from '#lib/protocol/message.ts';

const document = readFileSync('docs/protocol.md', 'utf8');

const options = [
	...Message.def.options,
	...ClientLinkMessage.def.options,
	...ServerLinkMessage.def.options
];

test.each(options.map((option) => [option.def.shape.type.def.values[0], option] as const))(
	'docs/protocol.md tells of %s and of each of its fields',
	(type, option) => {
		const data = option.def.shape.data.def;
		const fields = 'shape' in data ? Object.keys(data.shape) : [];
		const beside = Object.keys(option.def.shape).filter((key) => key !== 'type' && key !== 'data');
		const missing = [type, ...fields, ...beside].filter(
			(name) => !document.includes(`\`${name}\``)
		);
		expect(missing).toEqual([]);
	}
);

test.each(Object.entries(CloseCode))(
	'docs/protocol.md tells of the close code %s',
	(_name, code) => {
		expect(document).toMatch(new RegExp(`\\b${code}\\b`));
	}
);
