/**
 * The conformance cases of the dotprompt specification (google/dotprompt, `spec/`). They are not part of this project:
 * DOTPROMPT_SPEC_DIR names the folder that holds their YAML files.
 *
 * How a result is compared: `messages`, `config`, `ext`, `model`, `input.schema`, `output` and, where a case has it, `raw`
 * must be equal to what is expected. Our shapes are written back in the specification's words first: our role
 * `assistant` is its `model`, a section is a part with `metadata {purpose, pending}`, and an earlier message that
 * `{{history}}` placed has `metadata.purpose` "history". `options.input.default`, which the specification's renderer
 * takes beside the template, is laid under the case's variables.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { z } from '#lib/protocol/zod.ts';
import type { MessagePart, RenderedMessage } from './build-messages.ts';
import { parseTemplate } from './parse-template.ts';
import { renderTemplate } from './render-template.ts';

const Table = z.record(z.string(), z.unknown());
const Texts = z.optional(z.record(z.string(), z.string()));
const Data = z.object({
	input: z.optional(Table),
	context: z.optional(Table),
	messages: z.optional(
		z.array(
			z.object({
				role: z.enum(['system', 'user', 'model']),
				content: z.array(z.object({ text: z.string() }))
			})
		)
	)
});
const Case = z.object({
	desc: z.string(),
	data: z.optional(Data),
	options: z.optional(z.object({ input: z.object({ default: Table }) })),
	expect: z.object({
		messages: z.array(z.unknown()),
		config: z.optional(Table),
		ext: z.optional(Table),
		raw: z.optional(Table),
		model: z.optional(z.string()),
		input: z.optional(z.object({ schema: z.optional(Table) })),
		output: z.optional(z.object({ schema: z.optional(Table) }))
	})
});
const Suite = z.object({
	name: z.string(),
	template: z.string(),
	data: z.optional(Data),
	partials: Texts,
	resolverPartials: Texts,
	schemas: z.optional(z.record(z.string(), Table)),
	tests: z.array(Case)
});
type Suite = z.infer<typeof Suite>;
type Case = z.infer<typeof Case>;

function render(suite: Suite, { data, options }: Case) {
	const template = parseTemplate(suite.template, suite.schemas && { schemas: suite.schemas });
	const { input, context, messages = [] } = { ...suite.data, ...data };
	const rendered = renderTemplate(template, {
		variables: { ...options?.input.default, ...input },
		context,
		partials: { ...suite.partials, ...suite.resolverPartials },
		history: messages.map(({ role, content }) => ({
			role: role === 'model' ? 'assistant' : role,
			text: content.map(({ text }) => text).join('')
		}))
	});
	return { template, messages: rendered.messages.map(inTheirWords) };
}

function inTheirWords({ role, parts, purpose }: RenderedMessage) {
	return {
		role: role === 'assistant' ? 'model' : role,
		content: parts.map(partInTheirWords),
		...(purpose && { metadata: { purpose } })
	};
}

function partInTheirWords(part: MessagePart) {
	switch (part.type) {
		case 'text':
			return { text: part.text };
		case 'media':
			return { media: { url: part.url, contentType: part.contentType } };
		case 'section':
			return { metadata: { purpose: part.name, pending: true } };
	}
}

function readSuites(folder: string): Suite[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.yaml'))
		.sort()
		.flatMap((path) => z.array(Suite).parse(load(readFileSync(join(folder, path), 'utf8'))));
}

const folder = process.env['DOTPROMPT_SPEC_DIR'];

if (folder === undefined) {
	test.skip(
		'follows the dotprompt specification (set DOTPROMPT_SPEC_DIR to the folder of its cases)'
	);
} else {
	const suites = readSuites(folder);

	test('finds all cases of the specification', () => {
		expect(suites.flatMap((suite) => suite.tests)).toHaveLength(117);
	});

	describe.each(suites)('dotprompt specification, $name', (suite) => {
		test.each(suite.tests)('$desc', (one) => {
			const { template, messages } = render(suite, one);
			const { expect: expected } = one;
			expect({
				messages,
				model: template.model,
				config: template.config,
				ext: template.ext,
				input: template.input.schema,
				output: template.output.schema,
				raw: expected.raw && template.raw
			}).toEqual({
				messages: expected.messages,
				model: expected.model,
				config: expected.config ?? {},
				ext: expected.ext ?? {},
				input: expected.input?.schema,
				output: expected.output?.schema,
				raw: expected.raw
			});
		});
	});
}
