import type { BodyNode } from './body-nodes.ts';
import { inputFields, type InputField } from './input-fields.ts';
import { parseBody } from './parse-body.ts';
import { SchemaError, toJsonSchema, type JsonSchema } from './picoschema.ts';
import type { Mapping } from './mapping.ts';
import {
	readFrontMatter,
	type FrontMatter,
	type InputKind,
	type TemplateConfig
} from './read-front-matter.ts';
import { splitSource } from './split-source.ts';
import { TemplateError } from './template-error.ts';

/** A template, read and checked: rendering it can fail only for what it is given. */
export interface Template {
	name: string | undefined;
	variant: string | undefined;
	version: string | undefined;
	/** What people call it, where the template says so (`analysis.title`). */
	title: string | undefined;
	description: string | undefined;
	/** What kind of text it is for (`analysis.input`); `text` where it does not say. */
	inputKind: InputKind;
	/** Offered to people (`analysis.listed`); the chat's own prompts are not. */
	isListed: boolean;
	model: string | undefined;
	config: TemplateConfig;
	input: {
		schema: JsonSchema | undefined;
		/** The schema's fields, in its order. */
		fields: readonly InputField[];
		defaults: Mapping;
	};
	output: { format: string | undefined; schema: JsonSchema | undefined };
	/** Keys with dots by their namespace: `a.b.c: 1` is `{ 'a.b': { c: 1 } }`. */
	ext: FrontMatter['ext'];
	/** The header as it was written, with the keys we do not know. */
	raw: Mapping;
	body: string;
	/** The line of the file on which `body` begins. */
	bodyStartLine: number;
	nodes: readonly BodyNode[];
}

/** What a template may refer to by name. */
export interface ParseOptions {
	/** Schemas that `input.schema` and `output.schema` may name. */
	schemas?: Readonly<Record<string, JsonSchema>>;
}

/** The longest template file that is read, in UTF-16 units. A text to analyse is a variable and has its own limits. */
export const MAX_TEMPLATE_LENGTH = 128 * 1024;

/**
 * Reads a template's file: a YAML header between `---` lines, which may be left out, and a body.
 *
 * @throws {TemplateError} for the first thing that is wrong, with its line in the file
 */
export function parseTemplate(source: string, options: ParseOptions = {}): Template {
	if (source.length > MAX_TEMPLATE_LENGTH) {
		throw new TemplateError(
			'too_large',
			`Expected a template of at most ${MAX_TEMPLATE_LENGTH} characters, got ${source.length}`
		);
	}
	const { header, body, bodyStartLine } = splitSource(source);
	const frontMatter = readFrontMatter(header?.text ?? '', header?.startLine ?? 1);
	const { values, ext, raw } = frontMatter;
	const inputSchema = readSchema('input', frontMatter, options);
	return {
		name: values.name ?? undefined,
		variant: values.variant ?? undefined,
		version: values.version?.toString(),
		title: values['analysis.title'] ?? undefined,
		description: values.description ?? undefined,
		inputKind: values['analysis.input'] ?? 'text',
		isListed: values['analysis.listed'] ?? true,
		model: values.model ?? undefined,
		config: values.config ?? {},
		input: {
			schema: inputSchema,
			fields: inputSchema ? inputFields(inputSchema, ext['analysis.form'] ?? {}) : [],
			defaults: values.input?.default ?? {}
		},
		output: {
			format: values.output?.format ?? undefined,
			schema: readSchema('output', frontMatter, options)
		},
		ext,
		raw,
		body,
		bodyStartLine,
		nodes: parseBody(body, { startLine: bodyStartLine })
	};
}

function readSchema(
	side: 'input' | 'output',
	{ values, lineOf }: FrontMatter,
	{ schemas }: ParseOptions
): JsonSchema | undefined {
	const schema = values[side]?.schema;
	if (schema === undefined || schema === null) return undefined;
	try {
		return toJsonSchema(schema, schemas);
	} catch (cause) {
		if (!(cause instanceof SchemaError)) throw cause;
		const path = [side, 'schema', ...cause.path];
		throw new TemplateError('bad_schema', `'${path.join('.')}' in the header: ${cause.message}`, {
			place: { line: lineOf(path) },
			cause
		});
	}
}
