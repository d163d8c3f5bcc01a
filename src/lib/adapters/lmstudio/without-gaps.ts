/** Leaves out fields that are `undefined`, so that what is absent is absent in every form of the value. */
export function withoutGaps<Value extends object>(value: Value): Value {
	// Only optional fields can hold undefined, and leaving those out gives a value of the same type.
	return Object.fromEntries(
		Object.entries(value).filter(([, field]) => field !== undefined)
	) as Value;
}
