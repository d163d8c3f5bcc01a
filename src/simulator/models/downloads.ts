import type { SimulatorClock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { ModelDefinition } from './model-definition.ts';
import type { ModelTable } from './model-table.ts';

/** Downloads of made-up models: they take time, and the model is there afterwards. */
export interface Downloads {
	/** Starts a download, or tells that the model is there. The result is the answer's body. */
	start: (model: string) => JsonObject;
	/** The body about one job, or nothing for an unknown one. */
	status: (jobId: string) => JsonObject | undefined;
	/** Puts the models whose download is over into the table. Called before each request, so that nothing needs a timer. */
	settle: () => void;
}

interface Job {
	definition: ModelDefinition;
	startedAt: number;
}

const TOTAL_BYTES = 2_279_145_003;
const BYTES_PER_SECOND = 115_200_000;
const DURATION_MS = (TOTAL_BYTES / BYTES_PER_SECOND) * 1000;

export function createDownloads(table: ModelTable, clock: SimulatorClock, ids: Ids): Downloads {
	const jobs = new Map<string, Job>();

	function isOver({ startedAt }: Job): boolean {
		return clock.now() - startedAt >= DURATION_MS;
	}

	return {
		start(model) {
			const definition = definitionOf(model);
			if (table.findDefinition(model) ?? table.findDefinition(definition.key)) {
				return { status: 'already_downloaded' };
			}
			const job = { definition, startedAt: clock.now() };
			const id = `job_${ids.hex(10)}`;
			jobs.set(id, job);
			return {
				job_id: id,
				status: 'downloading',
				total_size_bytes: TOTAL_BYTES,
				started_at: isoTime(job.startedAt)
			};
		},
		status(jobId) {
			const job = jobs.get(jobId);
			if (!job) return undefined;
			const endsAt = job.startedAt + DURATION_MS;
			const sizes = { total_size_bytes: TOTAL_BYTES };
			const started_at = isoTime(job.startedAt);
			if (isOver(job)) {
				return {
					job_id: jobId,
					status: 'completed',
					...sizes,
					downloaded_bytes: TOTAL_BYTES,
					started_at,
					completed_at: isoTime(endsAt)
				};
			}
			const seconds = (clock.now() - job.startedAt) / 1000;
			return {
				job_id: jobId,
				status: 'downloading',
				bytes_per_second: BYTES_PER_SECOND,
				estimated_completion: isoTime(endsAt),
				...sizes,
				downloaded_bytes: Math.floor(seconds * BYTES_PER_SECOND),
				started_at
			};
		},
		settle() {
			for (const job of jobs.values()) {
				const isListed = table.findDefinition(job.definition.key) !== undefined;
				if (isOver(job) && !isListed) table.addDefinition(job.definition);
			}
		}
	};
}

/** A chat model of modest size under the name that was asked for, be it `owner/name` or an address. */
function definitionOf(model: string): ModelDefinition {
	const path = model.replace(/^https:\/\/huggingface\.co\//i, '').replace(/\/+$/, '');
	const [publisher = 'unknown', name = publisher] = path.split('/');
	return {
		type: 'llm',
		publisher,
		key: path.toLowerCase(),
		displayName: name,
		architecture: 'llama',
		quantization: { name: 'Q4_K_M', bitsPerWeight: 4 },
		sizeBytes: TOTAL_BYTES,
		paramsString: '3B',
		maxContextLength: 131_072,
		defaultContextLength: 4096,
		format: 'gguf',
		loadedAtStart: false,
		capabilities: { vision: false, trainedForToolUse: false }
	};
}

function isoTime(epochMs: number): string {
	return new Date(epochMs).toISOString();
}
