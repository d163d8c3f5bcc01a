/** The schemas of what the states of the page keep in the browser: loaded with the first record that there is to be read. */
import { ChannelName } from '#lib/protocol/envelope.ts';
import { RequestOptions } from '#lib/protocol/chat-schemas.ts';
import { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { z } from '#lib/protocol/zod.ts';
import { TEXT_PARTS, type RunScope } from './run-scope.ts';

const Settings = z.object({
	/** The person's own LM Studio address; absent: the built-in default. */
	lmstudio_url: z.optional(z.string()),
	theme: z._default(z.enum(['system', 'light', 'dark']), 'system'),
	/** `less`: nothing moves that need not, whatever the system says. */
	motion: z._default(z.enum(['system', 'less']), 'system'),
	/** Keep the token over a restart of the browser, in plain text. */
	remember_token: z._default(z.boolean(), false)
});

const RelaySettings = z.object({
	/** The person's own relay address; `null`: none, whatever the default; absent: the default. */
	url: z.optional(z.nullable(z.string())),
	/** Absent: the one that the relay names. */
	channel: z.optional(ChannelName),
	/** What others on the channel may call this person. */
	label: z.optional(z.string().check(z.maxLength(64))),
	/** Keep the token over a restart of the browser, in plain text. */
	remember_token: z._default(z.boolean(), false)
});

const TextPart = z.enum(TEXT_PARTS);

const Scope: z.ZodMiniType<RunScope> = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('whole') }),
	z.object({
		kind: TextPart,
		characters: z.number(),
		ofCharacters: z.optional(z.number())
	})
]);

const Draft = z.object({
	content: z.string(),
	name: z.optional(z.string()),
	/** What is known of the text beside it, as a request carries it. */
	metadata: z.optional(z.record(z.string(), z.string())),
	/** It is a part of another text, as an earlier run was given it. */
	part: z.optional(TextPart)
});

const Choice = z.object({
	variables: z._default(z.record(z.string(), z.string()), {}),
	options: z._default(RequestOptions, {})
});

const Models = z.object({ chat: z.optional(z.string()), embedding: z.optional(z.string()) });

const LastRun = z.object({ id: z.string(), scope: Scope });

/** What is read, by what it is. */
export interface Saved {
	settings: z.infer<typeof Settings>;
	relay: z.infer<typeof RelaySettings>;
	/** A text to be analysed, and the name of the file it came from. */
	draft: z.infer<typeof Draft>;
	/** What the form and the options of a template hold. */
	choice: z.infer<typeof Choice>;
	/** The models that were chosen for a server. */
	models: z.infer<typeof Models>;
	workspace: { id: WorkspaceId };
	/** The run that a tab started last. */
	lastRun: z.infer<typeof LastRun>;
	channel: string;
}

export const SAVED: { [Kind in keyof Saved]: z.ZodMiniType<Saved[Kind]> } = {
	settings: Settings,
	relay: RelaySettings,
	draft: Draft,
	choice: Choice,
	models: Models,
	workspace: z.object({ id: WorkspaceId }),
	lastRun: LastRun,
	channel: ChannelName
};
