import type { InputField } from './input-fields.ts';
import { parseTemplate, type Template } from './parse-template.ts';
import type { InputKind, TemplateConfig } from './read-front-matter.ts';
import { renderTemplate, type RenderedPrompt, type RenderInput } from './render-template.ts';
import { TemplateError } from './template-error.ts';

/** What a list of templates shows, and what a form for one needs. */
export interface TemplateSummary {
	id: string;
	title: string;
	description: string | undefined;
	inputKind: InputKind;
	/** All variables of the template, `content` among them where the template declares it. */
	fields: readonly InputField[];
	defaults: Template['input']['defaults'];
	config: TemplateConfig;
	version: string | undefined;
}

/** Templates by id, and the partials they share. */
export interface TemplateLibrary {
	/** Those that are offered to people, by title. */
	list: () => readonly TemplateSummary[];
	/** @throws {TemplateError} `unknown_template` */
	get: (id: string) => Template;
	/** The text of a template's file, for an editor. @throws {TemplateError} `unknown_template` */
	source: (id: string) => string;
	/** @throws {TemplateError} */
	render: (id: string, input: Omit<RenderInput, 'partials'>) => RenderedPrompt;
	/**
	 * Reads and renders a template's text that is not in the library, with the library's partials.
	 *
	 * @throws {TemplateError}
	 */
	renderSource: (
		source: string,
		input: Omit<RenderInput, 'partials'>
	) => RenderedPrompt & { template: Template };
}

/**
 * Reads a set of templates.
 *
 * @param sources files by name, without their ending. A name that begins with `_` is a partial: `_rules` is `{{> rules}}`
 * @throws {TemplateError} for the first template that cannot be read, or whose `name` is not its file's name
 */
export function createTemplateLibrary(sources: Readonly<Record<string, string>>): TemplateLibrary {
	const files = Object.entries(sources);
	const partials = Object.fromEntries(
		files.filter(([name]) => name.startsWith('_')).map(([name, source]) => [name.slice(1), source])
	);
	const templates = new Map(
		files
			.filter(([name]) => !name.startsWith('_'))
			.map(([id, source]) => [id, { source, template: readNamed(id, source) }])
	);
	const summaries = [...templates]
		.filter(([, { template }]) => template.isListed)
		.map(([id, { template }]) => summarise(id, template))
		.sort((one, other) => one.title.localeCompare(other.title, 'en'));

	function find(id: string) {
		const found = templates.get(id);
		if (found) return found;
		const known = [...templates.keys()].join(', ');
		throw new TemplateError('unknown_template', `Expected a template (${known}), got '${id}'`);
	}

	return {
		list: () => summaries,
		get: (id) => find(id).template,
		source: (id) => find(id).source,
		render: (id, input) => renderTemplate(find(id).template, { ...input, partials }),
		renderSource(source, input) {
			const template = parseTemplate(source);
			return { template, ...renderTemplate(template, { ...input, partials }) };
		}
	};
}

function readNamed(id: string, source: string): Template {
	try {
		const template = parseTemplate(source);
		if (template.name === undefined || template.name === id) return template;
		throw new TemplateError(
			'bad_front_matter',
			`Expected the name '${id}', as its file has it, got '${template.name}'`
		);
	} catch (cause) {
		if (!(cause instanceof TemplateError)) throw cause;
		throw new TemplateError(cause.code, `Template '${id}': ${cause.message}`, { cause });
	}
}

function summarise(id: string, template: Template): TemplateSummary {
	return {
		id,
		title: template.title ?? titleOf(id),
		description: template.description,
		inputKind: template.inputKind,
		fields: template.input.fields,
		defaults: template.input.defaults,
		config: template.config,
		version: template.version
	};
}

/** `parsing_analysis` → `Parsing analysis`. */
function titleOf(id: string): string {
	const words = id.replaceAll('_', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
