import { originOf, readAddress } from '#lib/core/catalog/read-address.ts';
import { isOpen, type LinkStatus } from '#lib/core/link/link-status.ts';
import type { LinkTrouble } from '#lib/core/link/link-trouble.ts';
import type { ChannelMember, Link } from '#lib/core/link/link-types.ts';
import type { NewId, RecordStore, TabMemory } from '#lib/core/ports.ts';
import { KeptToken, type TokenKeeper } from './kept-token.svelte.ts';
import { readSaved } from './read-saved.ts';
import type { Saved } from './saved-schemas.ts';

type RelaySettings = Saved['relay'];

const KEY = 'relay';
const SESSION_KEY = 'relay-session';
/** Where a page begins that neither a person nor a relay named a channel for. */
const FIRST_CHANNEL = 'main';

/** What a page was built or served with. */
export interface RelayDefaults {
	/** The relay's address; `undefined`: the page speaks to LM Studio itself. */
	url: string | undefined;
	channel: string | undefined;
}

/** What a link to this page brought along. */
export interface Invitation {
	/** As the link has it, which may be no name of a channel. */
	channel: string | undefined;
	token: string | undefined;
}

export interface RelayPorts {
	tokens: TokenKeeper;
	tab: TabMemory;
	newId: NewId;
	/** Starts the page anew, since a page decides once what its bus leads to. */
	reload: () => void;
}

/** The relay that this page speaks to LM Studio through, if it does, and the channel that it is on. */
export class RelayState {
	readonly #store: RecordStore;
	readonly #ports: RelayPorts;
	readonly #token: KeptToken;
	#settings = $state.raw<RelaySettings>({ remember_token: false });
	#defaults = $state.raw<RelayDefaults>({ url: undefined, channel: undefined });
	#link: Link | undefined;
	#status = $state.raw<LinkStatus>({ state: 'idle' });
	#trouble = $state.raw<LinkTrouble | undefined>();
	#self = $state<string | undefined>();
	#members = $state.raw<readonly ChannelMember[]>([]);
	#memberCount = $state(0);

	constructor(store: RecordStore, ports: RelayPorts) {
		this.#store = store;
		this.#ports = ports;
		this.#token = new KeptToken({
			tokens: ports.tokens,
			store,
			isRemembered: () => this.rememberToken,
			origin: () => (this.url === undefined ? undefined : originOf(this.url))
		});
	}

	/** Reads what was saved. What cannot be read is left at its default, and stays in the store. */
	async restore(): Promise<void> {
		const saved = await readSaved('relay', await this.#store.get('settings', KEY));
		if (saved) this.#settings = saved;
	}

	/** Takes in what the page was served with, and the link by which it was opened. */
	async begin(defaults: RelayDefaults, invitation: Invitation): Promise<void> {
		this.#defaults = defaults;
		if (this.url === undefined) return;
		const { token } = invitation;
		const channel = await readSaved('channel', invitation.channel);
		if (channel !== undefined) await this.#save({ ...this.#settings, channel });
		if (token === undefined) await this.#token.restore();
		else await this.#token.set(token);
	}

	/** Whether the person has said where the relay is, or that there is none. */
	get isOwnUrl(): boolean {
		return this.#settings.url !== undefined;
	}

	/** The relay's address, without a trailing slash; `undefined` where the page speaks to LM Studio itself. */
	get url(): string | undefined {
		const own = this.#settings.url;
		return own === undefined ? this.#defaults.url : (own ?? undefined);
	}

	get defaultUrl(): string | undefined {
		return this.#defaults.url;
	}

	get via(): 'direct' | 'relay' {
		return this.url === undefined ? 'direct' : 'relay';
	}

	get channel(): string {
		return this.#settings.channel ?? this.firstChannel;
	}

	/** Where leaving a channel leads. */
	get firstChannel(): string {
		return this.#defaults.channel ?? FIRST_CHANNEL;
	}

	get label(): string {
		return this.#settings.label ?? '';
	}

	get hasToken(): boolean {
		return this.#token.isSet;
	}

	get rememberToken(): boolean {
		return this.#settings.remember_token;
	}

	get status(): LinkStatus {
		return this.#status;
	}

	/** What keeps the page from the relay, if anything does. */
	get trouble(): LinkTrouble | undefined {
		return this.#trouble;
	}

	/** Who is on the channel; at most 64 of `memberCount` are named. */
	get members(): readonly ChannelMember[] {
		return this.#members;
	}

	get memberCount(): number {
		return this.#memberCount;
	}

	/** How the relay marks what this page sends; `undefined` before it has said so. */
	get self(): string | undefined {
		return this.#self;
	}

	/** The largest frame that the relay takes, in bytes, as far as it has said. */
	readonly maxFrameBytes = (): number | undefined =>
		isOpen(this.#status) ? this.#status.limits.max_frame : undefined;

	/** What another may be called. */
	nameOf(from: string | undefined): string | undefined {
		const name = this.#members.find((member) => member.from === from)?.label;
		return name === '' ? undefined : name;
	}

	/** The token for the relay. Never shown, logged or exported. */
	readonly token = (): string | undefined => this.#token.read();

	/** The same over reloads of this tab. */
	readonly session = (): string => {
		const known = this.#ports.tab.get(SESSION_KEY);
		if (known !== undefined) return known;
		const id = this.#ports.newId();
		this.#ports.tab.set(SESSION_KEY, id);
		return id;
	};

	/** The link that the page's bus leads to. What it tells comes by `linkIs` and `presenceIs`. */
	attach(link: Link): void {
		this.#link = link;
	}

	readonly linkIs = (status: LinkStatus, trouble?: LinkTrouble): void => {
		this.#status = status;
		this.#trouble = trouble;
		if (isOpen(status)) this.#self = status.user;
	};

	readonly presenceIs = (members: readonly ChannelMember[], count: number): void => {
		this.#members = members;
		this.#memberCount = count;
	};

	/** The text that somebody on the channel had analysed; `undefined` where the relay no longer has it. */
	readonly fetchContent = (contentHash: string): Promise<string | undefined> =>
		this.#link?.fetchContent(contentHash) ?? Promise.resolve(undefined);

	/** Connects now. Where another tab took this one's place, as somebody of its own. */
	readonly reconnect = (): void => {
		if (this.#status.state === 'stopped' && this.#status.reason === 'replaced') {
			this.#ports.tab.set(SESSION_KEY, this.#ports.newId());
		}
		this.#link?.reconnect();
	};

	/**
	 * Saves the person's relay address and starts the page anew. An empty text means no relay.
	 *
	 * @returns what is wrong with the address; `undefined` when it was taken
	 */
	async setUrl(text: string): Promise<string | undefined> {
		const read = readAddress(text, 'http://127.0.0.1:8787');
		if ('problem' in read) return read.problem;
		if (read.address === this.url) return undefined;
		const none = this.#defaults.url === undefined ? undefined : null;
		const own = read.address === this.#defaults.url ? undefined : (read.address ?? none);
		await this.#save({ ...this.#settings, url: own, channel: undefined });
		this.#ports.reload();
		return undefined;
	}

	/** Back to the relay that the page was built or served with. */
	async useDefault(): Promise<void> {
		await this.#save({ ...this.#settings, url: undefined, channel: undefined });
		this.#ports.reload();
	}

	/**
	 * Goes to a channel, and starts the page anew there.
	 *
	 * @returns what is wrong with the name; `undefined` when it was taken
	 */
	async join(name: string): Promise<string | undefined> {
		const channel = await readSaved('channel', name.trim().toLowerCase());
		if (channel === undefined) {
			return 'Expected a name of letters, digits and any of _ . : - that begins with a letter or digit.';
		}
		if (channel === this.channel) return undefined;
		await this.#save({ ...this.#settings, channel });
		this.#ports.reload();
		return undefined;
	}

	/** Goes back to the channel that the relay names. */
	readonly leave = async (): Promise<void> => {
		await this.#save({ ...this.#settings, channel: undefined });
		this.#ports.reload();
	};

	/** Others see the new name at once. */
	async setLabel(label: string): Promise<void> {
		const trimmed = label.trim().slice(0, 64);
		if (trimmed === this.label) return;
		await this.#save({ ...this.#settings, label: trimmed === '' ? undefined : trimmed });
		this.#link?.reconnect();
	}

	/** Keeps the token for this session or, if the person asked for it, longer, and connects with it. Empty: forgets it. */
	async setToken(token: string): Promise<void> {
		await this.#token.set(token);
		this.reconnect();
	}

	async setRememberToken(remember: boolean): Promise<void> {
		await this.#save({ ...this.#settings, remember_token: remember });
		await this.#token.keep();
	}

	/**
	 * The address by which another device opens this page on this channel.
	 *
	 * @param withToken puts the token behind the `#`, which no server is sent; the page that it opens takes it away there
	 */
	invitation(withToken: boolean): string {
		const token = withToken ? this.token() : undefined;
		const channel = `channel=${encodeURIComponent(this.channel)}`;
		const secret = token === undefined ? '' : `&relay-token=${encodeURIComponent(token)}`;
		return `${this.url ?? ''}/#/?${channel}${secret}`;
	}

	async #save(settings: RelaySettings): Promise<void> {
		this.#settings = settings;
		await this.#store.put('settings', KEY, settings);
	}
}
