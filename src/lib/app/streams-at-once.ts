/** A browser opens six connections to a host; four streams leave room for the model list and for stopping a run. */
export const STREAMS_AT_ONCE = 4;
