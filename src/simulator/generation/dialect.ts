import type { ServerFailure } from '../errors.ts';
import type { Frame } from '../http/sse-writer.ts';
import type { GenerationResult, Step } from './run.ts';

/** How one endpoint tells a generation as an event stream. Made anew for each stream, because it remembers. */
export interface Dialect {
	/** Whether the stream opens before the model is loaded; else it is silent until then. */
	tellsLoading: boolean;
	/** What comes first, before the prompt is looked at. */
	opening: (instanceId: string) => Frame[];
	frames: (step: Step) => Frame[];
	/** All that comes after something went wrong. */
	failure: (failure: ServerFailure, partial: GenerationResult) => Frame[];
	/** What comes after the last token. The last frame is the terminal marker. */
	closing: (result: GenerationResult) => Frame[];
}
