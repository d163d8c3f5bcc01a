import { originOf, readAddress } from '#lib/core/catalog/read-address.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { KeptToken, type TokenKeeper } from './kept-token.svelte.ts';
import { readSaved } from './read-saved.ts';
import type { Saved } from './saved-schemas.ts';

export type Settings = Saved['settings'];
export type Theme = Settings['theme'];
export type Motion = Settings['motion'];

const KEY = 'page';
const DEFAULTS: Settings = { theme: 'system', motion: 'system', remember_token: false };

export interface SettingsPorts {
	/** Tokens for this browser session. */
	tokens: TokenKeeper;
	/** The address used where the person set none. */
	defaultUrl: string;
	applyTheme: (theme: Theme) => void;
	applyMotion: (motion: Motion) => void;
	/** What the system asks for. */
	prefersLessMotion: () => boolean;
	/** Starts the page anew, since the addresses that it may connect to are fixed when it starts. */
	reload: () => void;
}

/** What a person sets for this browser, kept in the store. */
export class SettingsState {
	readonly #store: RecordStore;
	readonly #ports: SettingsPorts;
	readonly #token: KeptToken;
	#settings = $state.raw<Settings>(DEFAULTS);

	constructor(store: RecordStore, ports: SettingsPorts) {
		this.#store = store;
		this.#ports = ports;
		this.#token = new KeptToken({
			tokens: ports.tokens,
			store,
			isRemembered: () => this.rememberToken,
			origin: () => originOf(this.lmstudioUrl)
		});
	}

	/** Reads what was saved. What cannot be read is left at its default, and stays in the store. */
	async restore(): Promise<void> {
		const saved = await readSaved('settings', await this.#store.get('settings', KEY));
		if (saved) this.#settings = saved;
		this.#ports.applyTheme(this.#settings.theme);
		this.#ports.applyMotion(this.#settings.motion);
		await this.#token.restore();
	}

	/** The address in use, without a trailing slash. */
	get lmstudioUrl(): string {
		return this.#settings.lmstudio_url ?? this.#ports.defaultUrl;
	}

	get isOwnUrl(): boolean {
		return this.#settings.lmstudio_url !== undefined;
	}

	get defaultUrl(): string {
		return this.#ports.defaultUrl;
	}

	get theme(): Theme {
		return this.#settings.theme;
	}

	get motion(): Motion {
		return this.#settings.motion;
	}

	/** Whether the person, or else the system, asks for less motion. */
	readonly isCalm = (): boolean => this.motion === 'less' || this.#ports.prefersLessMotion();

	get rememberToken(): boolean {
		return this.#settings.remember_token;
	}

	get hasToken(): boolean {
		return this.#token.isSet;
	}

	/** The token for the address in use. Never shown, logged or exported. */
	readonly token = (): string | undefined => this.#token.read();

	/** Every token that this browser keeps for us, whichever server it is for: what no export may hold. */
	readonly secrets = async (): Promise<string[]> => {
		const stored = await this.#store.list('settings', { from: 'token:', to: 'token:\uffff' });
		const texts = [...this.#ports.tokens.all(), ...stored.map(({ value }) => value)];
		return texts.filter((text) => typeof text === 'string').filter((text) => text !== '');
	};

	/**
	 * Saves the person's LM Studio address and starts the page anew; an empty text goes back to the default.
	 *
	 * @returns what is wrong with the address; `undefined` when it was taken
	 */
	async setLmstudioUrl(text: string): Promise<string | undefined> {
		const read = readAddress(text);
		if ('problem' in read) return read.problem;
		// The default, typed out, is no address of one's own: the page may then still fall back on its simulator.
		const address = read.address === this.#ports.defaultUrl ? undefined : read.address;
		if (address === this.#settings.lmstudio_url) return undefined;
		await this.#save({ ...this.#settings, lmstudio_url: address });
		this.#ports.reload();
		return undefined;
	}

	async setTheme(theme: Theme): Promise<void> {
		this.#ports.applyTheme(theme);
		await this.#save({ ...this.#settings, theme });
	}

	async setMotion(motion: Motion): Promise<void> {
		this.#ports.applyMotion(motion);
		await this.#save({ ...this.#settings, motion });
	}

	/** Keeps the token for the address in use, for this session or, if the person asked for it, longer. Empty: forgets it. */
	async setToken(token: string): Promise<void> {
		await this.#token.set(token);
	}

	async setRememberToken(remember: boolean): Promise<void> {
		await this.#save({ ...this.#settings, remember_token: remember });
		await this.#token.keep();
	}

	async #save(settings: Settings): Promise<void> {
		this.#settings = settings;
		await this.#store.put('settings', KEY, settings);
	}
}
