import type { InputField } from '#lib/core/templates/input-fields.ts';

/** What the page shows of a template and needs for its form; rendering stays with `PromptSource`. */
export interface TemplateCard {
	id: string;
	/** For people: "Parsing analysis". */
	title: string;
	description: string;
	/** What kind of text it is made for: `text`, `code`, `log`, … */
	inputKind: string | undefined;
	/** It cannot do without a text. */
	needsContent: boolean;
	/** The variables beside the content. */
	fields: InputField[];
	/** Values that the template gives its variables. */
	variableDefaults: Record<string, unknown>;
	/** What the template sets for a run. */
	defaults: { temperature: number | undefined; maxOutputTokens: number | undefined };
	/** Estimated tokens of the instructions, without content. */
	bodyTokens: number;
}

/** The templates there are. They load when first asked for. */
export interface TemplateCatalog {
	/** In the order in which the page lists them. */
	list: () => Promise<readonly TemplateCard[]>;
	/** Their whole texts by their ids, headers included. */
	sources: () => Promise<Readonly<Record<string, string>>>;
	/** Reads a template's text, as after editing it; `problem` says what is wrong and in which line. */
	read: (id: string, source: string) => Promise<TemplateCard | { problem: string }>;
}
