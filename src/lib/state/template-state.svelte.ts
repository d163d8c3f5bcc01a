import { errorText } from '#lib/core/error-text.ts';
import type { RequestOptions } from '#lib/protocol/chat-schemas.ts';
import type { TemplateCard, TemplateCatalog } from '#lib/core/analysis/template-catalog.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { readSaved } from './read-saved.ts';
import type { Saved } from './saved-schemas.ts';

type SavedChoice = Saved['choice'];

/** What is picked on the first visit. */
const FIRST_TEMPLATE = 'parsing_analysis';

/** Whether the templates are there to be used. */
export type CatalogStatus =
	{ state: 'loading' } | { state: 'ready' } | { state: 'failed'; problem: string };

/** Which template is picked, and what its form and options hold, remembered for each template. */
export class TemplateState {
	readonly #catalog: TemplateCatalog;
	readonly #store: RecordStore;
	#status = $state.raw<CatalogStatus>({ state: 'loading' });
	#cards = $state.raw<readonly TemplateCard[]>([]);
	#chosenId = $state(FIRST_TEMPLATE);
	#choices = $state.raw<Readonly<Record<string, SavedChoice>>>({});
	/** The template as edited for the next runs, until another is picked or it is put back. */
	#edited = $state.raw<
		{ source: string; card: TemplateCard | undefined; problem?: string } | undefined
	>();
	#sources = $state.raw<Readonly<Record<string, string>>>({});
	/** Counts edits, so that a slow reading of an older one is ignored. */
	#edits = 0;

	/** The template in use, edited or not; `undefined` while the templates load. */
	readonly card: TemplateCard | undefined = $derived(
		this.#edited?.card ?? this.#cards.find(({ id }) => id === this.#chosenId)
	);
	/** Required variables that are still empty. */
	readonly missing: readonly string[] = $derived(
		(this.card?.fields ?? [])
			.filter(({ name, required }) => required && this.variable(name).trim() === '')
			.map(({ name }) => name)
	);

	constructor(catalog: TemplateCatalog, store: RecordStore) {
		this.#catalog = catalog;
		this.#store = store;
	}

	/** Loads the templates, and what was picked and filled in before. */
	async restore(): Promise<void> {
		try {
			this.#cards = await this.#catalog.list();
			const choices: Record<string, SavedChoice> = {};
			for (const { id } of this.#cards) {
				const saved = await readSaved('choice', await this.#store.get('choices', `template:${id}`));
				if (saved) choices[id] = saved;
			}
			this.#choices = { ...choices, ...this.#choices };
			const chosen = await this.#store.get('choices', 'template');
			const card = this.#cards.find(({ id }) => id === chosen);
			if (card) this.#chosenId = card.id;
			this.#status = { state: 'ready' };
		} catch (error) {
			const problem = errorText(error);
			this.#status = { state: 'failed', problem };
		}
	}

	/** Loads the texts of the templates, for whoever wants to read or edit one. */
	async loadSources(): Promise<void> {
		this.#sources = await this.#catalog.sources();
	}

	get status(): CatalogStatus {
		return this.#status;
	}

	get cards(): readonly TemplateCard[] {
		return this.#cards;
	}

	get chosenId(): string {
		return this.#chosenId;
	}

	/** The text of the template, edited or not; empty until {@link loadSources} has brought it. */
	get source(): string {
		return this.#edited?.source ?? this.#sources[this.#chosenId] ?? '';
	}

	/** The edited text, while there is one. */
	get editedSource(): string | undefined {
		return this.#edited?.source;
	}

	/** What is wrong with the edited text, if anything. */
	get editProblem(): string | undefined {
		return this.#edited?.problem;
	}

	get options(): RequestOptions {
		return this.#choices[this.#chosenId]?.options ?? {};
	}

	/** The variables that differ from the template's own values, for a request. */
	get variables(): Record<string, string> {
		const names = this.card?.fields.map(({ name }) => name) ?? [];
		const filled = Object.entries(this.#choices[this.#chosenId]?.variables ?? {});
		return Object.fromEntries(
			filled.filter(([name, value]) => names.includes(name) && value !== '')
		);
	}

	/** What the form shows for a variable: what was typed, else the template's own value. */
	variable(name: string): string {
		const typed = this.#choices[this.#chosenId]?.variables[name];
		if (typed !== undefined) return typed;
		const own = this.card?.variableDefaults[name];
		return typeof own === 'string' || typeof own === 'number' ? String(own) : '';
	}

	choose(id: string): void {
		this.#edited = undefined;
		this.#edits += 1;
		this.#chosenId = id;
		void this.#store.put('choices', 'template', id);
	}

	/** Picks a template as a run had it, with its variables, options and edited text. */
	fill(id: string, choice: Partial<SavedChoice>, editedSource?: string): void {
		this.choose(id);
		this.#remember({ variables: choice.variables ?? {}, options: choice.options ?? {} });
		if (editedSource !== undefined) void this.edit(editedSource);
	}

	setVariable(name: string, value: string): void {
		const { variables, options } = this.#choice;
		this.#remember({ options, variables: { ...variables, [name]: value } });
	}

	/** `undefined` puts one option back to the template's own value. */
	setOption<Name extends keyof RequestOptions>(name: Name, value: RequestOptions[Name]): void {
		const { variables, options } = this.#choice;
		const { [name]: before, ...others } = options;
		this.#remember({
			variables,
			options: value === undefined ? others : { ...options, [name]: value }
		});
	}

	/** Puts every option back to the template's own value. */
	readonly resetOptions = (): void => {
		this.#remember({ variables: this.#choice.variables, options: {} });
	};

	/** Uses an edited text for the next runs. The variables of its form follow when it has been read. */
	async edit(source: string): Promise<void> {
		this.#edits += 1;
		const mine = this.#edits;
		this.#edited = { source, card: this.#edited?.card };
		const read = await this.#catalog.read(this.#chosenId, source);
		if (mine !== this.#edits) return;
		this.#edited =
			'problem' in read
				? { source, card: this.#edited.card, problem: read.problem }
				: { source, card: read };
	}

	/** Back to the template as it is in the library. */
	readonly putBack = (): void => {
		this.#edits += 1;
		this.#edited = undefined;
	};

	get #choice(): SavedChoice {
		return this.#choices[this.#chosenId] ?? { variables: {}, options: {} };
	}

	#remember(choice: SavedChoice) {
		this.#choices = { ...this.#choices, [this.#chosenId]: choice };
		void this.#store.put('choices', `template:${this.#chosenId}`, choice);
	}
}
