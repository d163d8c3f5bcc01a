import { load, YAMLException } from 'js-yaml';
import { z } from '#lib/protocol/zod.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { TemplateError } from './template-error.ts';

/** What kind of text a template is for. Decides how the page shows the source. */
export const InputKind = z.enum(['text', 'code', 'log', 'document', 'chat', 'table']);
export type InputKind = z.infer<typeof InputKind>;

const count = z.int().check(z.minimum(1));

/** Settings of a generation. The keys we know are typed by dotprompt's conventions; all others are kept. */
const TemplateConfig = z.catchall(
	z.object({
		temperature: z.optional(z.number().check(z.minimum(0))),
		maxOutputTokens: z.optional(count),
		topP: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
		topK: z.optional(count),
		seed: z.optional(z.int()),
		stopSequences: z.optional(z.array(z.string()))
	}),
	z.unknown()
);
export type TemplateConfig = z.infer<typeof TemplateConfig>;

/** The header keys we read. Keys we do not know stay in {@link FrontMatter.raw}. */
const Header = z.object({
	name: z.nullish(z.string()),
	variant: z.nullish(z.string()),
	// An unquoted 1.0 is a number in YAML.
	version: z.nullish(z.union([z.string(), z.number()])),
	description: z.nullish(z.string()),
	model: z.nullish(z.string()),
	config: z.nullish(TemplateConfig),
	input: z.nullish(
		z.object({
			schema: z.optional(z.unknown()),
			default: z.nullish(z.record(z.string(), z.unknown()))
		})
	),
	output: z.nullish(z.object({ format: z.nullish(z.string()), schema: z.optional(z.unknown()) })),
	'analysis.title': z.nullish(z.string()),
	'analysis.input': z.nullish(InputKind),
	'analysis.listed': z.nullish(z.boolean())
});

/** A header that was read, and what finds a key's line for errors about it. */
export interface FrontMatter {
	values: z.infer<typeof Header>;
	/** The header as it was written. */
	raw: Mapping;
	/** Keys with dots by their namespace: `a.b.c: 1` is `{ 'a.b': { c: 1 } }`. */
	ext: Record<string, Record<string, unknown>>;
	/** The line of the file on which the key at `path` stands, or the nearest one above it that can be told. */
	lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads a header. Aliases are refused: nothing in a header needs them, and a few lines of them grow without bound.
 *
 * @param startLine the line of the file on which `text` begins
 * @throws {TemplateError} `bad_front_matter`
 */
export function readFrontMatter(text: string, startLine: number): FrontMatter {
	const raw = readMapping(text, startLine);
	const lineOf = (path: readonly PropertyKey[]) => startLine + lineOffsetOf(text, path);
	const result = Header.safeParse(raw);
	if (!result.success) {
		const [issue] = result.error.issues;
		const path = issue?.path ?? [];
		throw new TemplateError(
			'bad_front_matter',
			`'${path.map(String).join('.')}' in the header: ${describeIssue(issue)}`,
			{ place: { line: lineOf(path) }, cause: result.error }
		);
	}
	return { values: result.data, raw, ext: namespacesOf(raw), lineOf };
}

function readMapping(text: string, startLine: number): Mapping {
	const isEmpty = text.split('\n').every((line) => /^\s*(#.*)?$/.test(line));
	const value = isEmpty ? {} : loadYaml(text, startLine);
	if (isMapping(value)) return value;
	throw new TemplateError('bad_front_matter', "expected 'key: value' lines in the header", {
		place: { line: startLine }
	});
}

function loadYaml(text: string, startLine: number): unknown {
	try {
		return load(text, { maxDepth: 32, maxAliases: 0 });
	} catch (cause) {
		const mark = cause instanceof YAMLException ? cause.mark : undefined;
		const reason = cause instanceof YAMLException ? cause.reason : String(cause);
		throw new TemplateError('bad_front_matter', `the header is not valid YAML: ${reason}`, {
			place: { line: startLine + (mark?.line ?? 0), column: mark ? mark.column + 1 : undefined },
			cause
		});
	}
}

function namespacesOf(raw: Mapping): FrontMatter['ext'] {
	const namespaces = new Map<string, [string, unknown][]>();
	for (const [key, value] of Object.entries(raw)) {
		const dot = key.lastIndexOf('.');
		if (dot === -1) continue;
		const namespace = key.slice(0, dot);
		namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), [key.slice(dot + 1), value]]);
	}
	return Object.fromEntries(
		[...namespaces].map(([namespace, entries]) => [namespace, Object.fromEntries(entries)])
	);
}

/** How many lines below the first one of `text` the key at `path` stands. Keys inside `{…}` count as their owner's line. */
function lineOffsetOf(text: string, path: readonly PropertyKey[]): number {
	const lines = text.split('\n');
	let found = 0;
	let from = 0;
	for (const key of path) {
		const at = lines.findIndex((line, index) => index >= from && startsWithKey(line, String(key)));
		if (at === -1) break;
		found = at;
		from = at + 1;
	}
	return found;
}

function startsWithKey(line: string, key: string): boolean {
	const text = line.trimStart().replace(/^["']/, '');
	return text.startsWith(key) && /^["']?\s*:/.test(text.slice(key.length));
}

/** The validator's names of kinds, as a person calls them. */
const KINDS: Readonly<Record<string, string>> = {
	string: 'text',
	number: 'a number',
	int: 'a whole number',
	array: 'a list',
	object: "'key: value' lines",
	record: "'key: value' lines"
};

/** What was expected, in words: the validator's own messages come with a language pack that is not loaded. */
function describeIssue(issue: z.core.$ZodIssue | undefined): string {
	switch (issue?.code) {
		case 'invalid_type':
			return `expected ${KINDS[issue.expected] ?? issue.expected}`;
		case 'invalid_value':
			return `expected one of ${issue.values.map(String).join(', ')}`;
		case 'too_small':
			return `expected at least ${issue.minimum}`;
		case 'too_big':
			return `expected at most ${issue.maximum}`;
		case 'invalid_union':
			return 'expected text or a number';
		default:
			return 'expected another value';
	}
}
