import { answerMessages } from '../anthropic/messages.ts';
import {
	answerLegacyChat,
	answerLegacyCompletion,
	listLegacyModels,
	showLegacyModel
} from '../legacy/legacy.ts';
import { answerNativeChat } from '../native/chat.ts';
import {
	listNativeModels,
	loadModel,
	showDownload,
	startDownload,
	unloadModel
} from '../native/models.ts';
import { answerChat } from '../openai/chat.ts';
import { answerCompletion } from '../openai/completions.ts';
import { answerEmbeddings } from '../openai/embeddings.ts';
import { listOpenaiModels } from '../openai/models.ts';
import { answerResponses } from '../openai/responses.ts';
import type { ApiLevel } from '../options.ts';
import type { Handler } from './exchange.ts';
import { sendJson } from './replies.ts';

interface Route {
	method: 'GET' | 'POST';
	/** Lower case. One that ends with a slash takes the rest of the path as its parameter. */
	path: string;
	levels: readonly ApiLevel[];
	handler: Handler;
}

const SINCE_04: readonly ApiLevel[] = ['0.4'];
const SINCE_03: readonly ApiLevel[] = ['0.4', '0.3'];
const EVERYWHERE: readonly ApiLevel[] = ['0.4', '0.3', 'openai'];

const ROUTES: readonly Route[] = [
	{ method: 'GET', path: '/lmstudio-greeting', levels: SINCE_03, handler: greet },

	{ method: 'GET', path: '/api/v1/models', levels: SINCE_04, handler: listNativeModels },
	{ method: 'POST', path: '/api/v1/models/load', levels: SINCE_04, handler: loadModel },
	{ method: 'POST', path: '/api/v1/models/unload', levels: SINCE_04, handler: unloadModel },
	{ method: 'POST', path: '/api/v1/models/download', levels: SINCE_04, handler: startDownload },
	{
		method: 'GET',
		path: '/api/v1/models/download/status/',
		levels: SINCE_04,
		handler: showDownload
	},
	{ method: 'POST', path: '/api/v1/chat', levels: SINCE_04, handler: answerNativeChat },

	{ method: 'GET', path: '/api/v0/models', levels: SINCE_03, handler: listLegacyModels },
	{ method: 'GET', path: '/api/v0/models/', levels: SINCE_03, handler: showLegacyModel },
	{ method: 'POST', path: '/api/v0/chat/completions', levels: SINCE_03, handler: answerLegacyChat },
	{
		method: 'POST',
		path: '/api/v0/completions',
		levels: SINCE_03,
		handler: answerLegacyCompletion
	},
	{ method: 'POST', path: '/api/v0/embeddings', levels: SINCE_03, handler: answerEmbeddings },

	{ method: 'GET', path: '/v1/models', levels: EVERYWHERE, handler: listOpenaiModels },
	{ method: 'POST', path: '/v1/chat/completions', levels: EVERYWHERE, handler: answerChat },
	{ method: 'POST', path: '/v1/completions', levels: EVERYWHERE, handler: answerCompletion },
	{ method: 'POST', path: '/v1/responses', levels: EVERYWHERE, handler: answerResponses },
	{ method: 'POST', path: '/v1/embeddings', levels: EVERYWHERE, handler: answerEmbeddings },
	{ method: 'POST', path: '/v1/messages', levels: ['0.4', 'openai'], handler: answerMessages }
];

/** A handler and what its route left open of the path. */
export interface Match {
	handler: Handler;
	parameter: string;
}

/**
 * Finds who answers. As in Express, case and a slash at the end do not matter. An OPTIONS request, where nobody answered
 * it before, is routed like any other, which is where LM Studio's misleading "'messages' field is required" comes from.
 */
export function findRoute(method: string, path: string, level: ApiLevel): Match | undefined {
	const wanted = path.length > 1 ? path.toLowerCase().replace(/\/$/, '') : path;
	const isChatPreflight = method === 'OPTIONS' && wanted === '/v1/chat/completions';
	const effective = isChatPreflight ? 'POST' : method;
	for (const route of ROUTES) {
		if (route.method !== effective || !route.levels.includes(level)) continue;
		if (route.path === wanted) return { handler: route.handler, parameter: '' };
		const isOpen = route.path.endsWith('/') && wanted.startsWith(route.path);
		if (isOpen) {
			const rest = path.slice(route.path.length).replace(/\/$/, '');
			return { handler: route.handler, parameter: decoded(rest) };
		}
	}
	return undefined;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** The health probe. A real server says no more than the first field. */
function greet({ response }: Parameters<Handler>[0]): void {
	sendJson(response, 200, { lmstudio: true, simulator: 'assay' });
}
