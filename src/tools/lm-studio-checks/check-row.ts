import { ModelClientError } from '#lib/core/ports.ts';

/** One thing that we assume about LM Studio, and what a server did. */
export interface CheckRow {
	check: string;
	/** What we assume. */
	assumed: string;
	/** What the server did. */
	found: string;
	/** `not tried`: what it takes is missing, which says nothing about the server. */
	verdict: 'as assumed' | 'differs' | 'not tried';
}

/** What a check found, and whether that is what we assume. */
export interface Finding {
	found: string;
	isAsAssumed: boolean;
}

/** Makes a check. Whatever it throws is what was found. */
export async function runCheck(
	check: string,
	assumed: string,
	find: () => Promise<Finding>
): Promise<CheckRow> {
	const { found, isAsAssumed } = await find().catch(whatWasThrown);
	return { check, assumed, found, verdict: isAsAssumed ? 'as assumed' : 'differs' };
}

function whatWasThrown(error: unknown): Finding {
	const found =
		error instanceof ModelClientError ? `${error.code}: ${error.message}` : String(error);
	return { found, isAsAssumed: false };
}
