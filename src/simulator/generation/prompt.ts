/** What a model is asked, whichever endpoint it came by. */
export interface PromptMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	text: string;
}

const ROLES: Readonly<Record<string, PromptMessage['role']>> = {
	system: 'system',
	developer: 'system',
	user: 'user',
	assistant: 'assistant',
	tool: 'tool'
};

/** The role by its name on the wire; what is unknown counts as the user's. */
export function roleOf(name: unknown): PromptMessage['role'] {
	return (typeof name === 'string' && Object.hasOwn(ROLES, name) && ROLES[name]) || 'user';
}
