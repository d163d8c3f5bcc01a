import { serveAnalysis } from '#lib/core/analysis/serve-analysis.ts';
import { keepDocument } from '#lib/core/collection/keep-documents.ts';
import { DocumentId, type StoredDocument } from '#lib/core/documents/document-records.ts';
import { lineMap } from '#lib/core/documents/location-map.ts';
import {
	createFakeIds,
	createFakeModelClient,
	createFakePrompts,
	failed,
	fakeHashText,
	type FakeGeneration,
	type FakeModelClient
} from '#lib/core/fakes.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { createFakeBrowser, type FakeBrowser, type FakePage } from '#lib/core/runs/fakes.ts';
import { createRunPlaces } from '#lib/core/runs/run-places.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { BatchId, type StoredBatch } from './batch-records.ts';
import { createBatch } from './keep-batches.ts';
import { createBatchRunner, type BatchPorts, type BatchRunner } from './run-batches.ts';

/** Answers each document by what its text says: `crash` and `long` fail, `wait` waits for `resume`. */
export const answerByText: FakeGeneration = (onEvent, signal, { messages }) => {
	const text = messages.at(-1)?.text ?? '';
	if (text.includes('crash')) {
		onEvent(failed({ code: 'model_crashed', message: 'The model crashed.' }));
		return;
	}
	if (text.includes('long')) {
		onEvent(failed({ code: 'context_overflow', message: 'It does not fit.' }));
		return;
	}
	onEvent({ type: 'text_delta', text: `Read: ${text}` });
	const end = (reason: 'stop' | 'cancelled') =>
		onEvent({ type: 'finished', reason, usage: {}, stats: {}, model: 'llama' });
	if (!text.includes('wait')) {
		end('stop');
		return;
	}
	return new Promise((resolve) => {
		signal.addEventListener('abort', () => {
			end('cancelled');
			resolve();
		});
	});
};

/** A page that works on batches and records their runs. */
export interface BatchPage extends FakePage {
	runner: BatchRunner;
	client: FakeModelClient;
	broken: unknown[];
}

/** A browser whose pages work on batches. */
export function createBatchWorld(): {
	browser: FakeBrowser;
	openPage: (options?: { generation?: FakeGeneration } & Partial<BatchPorts>) => BatchPage;
	begin: (texts: Readonly<Record<string, string>>, workspace?: WorkspaceId) => Promise<StoredBatch>;
} {
	const browser = createFakeBrowser();
	const newId = createFakeIds();
	const { store, clock } = browser;
	return {
		browser,
		openPage({ generation = answerByText, ...ports } = {}) {
			const places = createRunPlaces(() => FIRST_WORKSPACE);
			const page = browser.openPage({ workspaceOf: places.workspaceOf });
			const client = createFakeModelClient({ generations: [generation] });
			const prompts = createFakePrompts();
			serveAnalysis(page.bus, { client, prompts, clock, newId, hashText: fakeHashText });
			const broken: unknown[] = [];
			const runner = createBatchRunner({
				bus: page.bus,
				store,
				clock,
				locks: page.locks,
				tabs: page.tabs,
				newId,
				placesAtOnce: () => 1,
				placeRun: places.place,
				onBroken: (error) => broken.push(error),
				...ports
			});
			return { ...page, runner, client, broken };
		},
		async begin(texts, workspace = FIRST_WORKSPACE) {
			const documents: StoredDocument[] = [];
			for (const [path, text] of Object.entries(texts)) {
				documents.push(await addDocument(store, path, text, clock.now()));
			}
			return createBatch(store, {
				id: BatchId.parse(newId()),
				workspace,
				title: 'Summary brief',
				request: { template: 'summary_brief', model: 'llama-3.2-3b-instruct' },
				documents,
				now: clock.now()
			});
		}
	};
}

async function addDocument(store: RecordStore, path: string, text: string, now: number) {
	return keepDocument(
		store,
		{
			id: DocumentId.parse(`document of ${path}`),
			workspace: FIRST_WORKSPACE,
			path,
			file: new File([text], path.split('/').at(-1) ?? path),
			reading: {
				kind: 'text',
				pieces: text === '' ? [] : [text],
				contentHash: await fakeHashText(text),
				map: lineMap(text),
				encoding: 'utf-8',
				warnings: []
			},
			keepsOriginal: false,
			addedAt: now
		},
		new AbortController().signal
	);
}
