import type { Condition, Expression, PathExpression } from './body-nodes.ts';
import type { Mapping } from './mapping.ts';
import { TemplateError, type TemplatePlace } from './template-error.ts';

/** What names mean at one place of a body. */
export interface Scope {
	/** What `this` is. */
	context: unknown;
	/** The contexts around it, the nearest first: `../` and `../../`. */
	parents: readonly unknown[];
	/** What `@` names mean, the nearest loop's first; `@../index` is the second one's. */
	data: readonly Mapping[];
	/** Names that blocks gave to their items (`as |item|`). */
	names: ReadonlyMap<string, unknown>;
}

/** The value of an expression. What is not there is undefined, at any depth; only own properties are there. */
export function evaluate(expression: Expression, scope: Scope, place: TemplatePlace): unknown {
	switch (expression.type) {
		case 'literal':
			return expression.value;
		case 'path':
			return evaluatePath(expression, scope);
		case 'lookup': {
			const key = evaluate(expression.key, scope, place);
			if (typeof key !== 'string' && typeof key !== 'number') return undefined;
			return ownValue(evaluate(expression.owner, scope, place), String(key));
		}
		case 'json': {
			const indent = expression.indent && evaluate(expression.indent, scope, place);
			const value = evaluate(expression.value, scope, place);
			return toJson(value, place, typeof indent === 'number' ? indent : 0);
		}
	}
}

export function isMet(condition: Condition, scope: Scope, place: TemplatePlace): boolean {
	if (condition.type === 'equal') {
		return evaluate(condition.left, scope, place) === evaluate(condition.right, scope, place);
	}
	const value = evaluate(condition.value, scope, place);
	if (value === 0) {
		return Boolean(condition.includeZero && evaluate(condition.includeZero, scope, place));
	}
	return !isEmpty(value);
}

/** Handlebars' notion of nothing: undefined, null, false, `""`, NaN and an empty list. Zero is something. */
export function isEmpty(value: unknown): boolean {
	return Array.isArray(value) ? value.length === 0 : !value && value !== 0;
}

/**
 * A value as text: nothing for what is not there, a list joined by commas, an object as JSON. Handlebars itself would
 * write "[object Object]", which tells a model nothing.
 */
export function toText(value: unknown, place: TemplatePlace): string {
	switch (typeof value) {
		case 'string':
			return value;
		case 'number':
		case 'boolean':
		case 'bigint':
			return String(value);
		case 'object':
			if (value === null) return '';
			if (!Array.isArray(value)) return toJson(value, place);
			return value
				.map((item: unknown) => (Array.isArray(item) ? toJson(item, place) : toText(item, place)))
				.join(',');
		default:
			return '';
	}
}

/** Whether an expression reads the variable `name`, however it is written. */
export function mentions(expression: Expression, name: string): boolean {
	switch (expression.type) {
		case 'literal':
			return false;
		case 'path': {
			const [first, second] = expression.parts;
			return expression.isData ? first === 'root' && second === name : first === name;
		}
		case 'lookup':
			return (
				mentions(expression.owner, name) ||
				mentions(expression.key, name) ||
				(expression.key.type === 'literal' && expression.key.value === name)
			);
		case 'json':
			return mentions(expression.value, name);
	}
}

function evaluatePath(path: PathExpression, scope: Scope): unknown {
	const [first, ...rest] = path.parts;
	if (path.isData) return path.parts.reduce<unknown>(ownValue, scope.data[path.depth]);
	if (first !== undefined && path.depth === 0 && !path.isScoped && scope.names.has(first)) {
		return rest.reduce<unknown>(ownValue, scope.names.get(first));
	}
	const start = path.depth === 0 ? scope.context : scope.parents[path.depth - 1];
	return path.parts.reduce<unknown>(ownValue, start);
}

/** Never what an object inherits: `constructor` and `__proto__` are names like any other. */
function ownValue(owner: unknown, key: string): unknown {
	if (typeof owner === 'string') return key === 'length' ? owner.length : undefined;
	if (typeof owner !== 'object' || owner === null || !Object.hasOwn(owner, key)) return undefined;
	return Reflect.get(owner, key);
}

function toJson(value: unknown, place: TemplatePlace, indent = 0): string {
	try {
		// Undefined for what JSON has no form for, whatever the declared type says.
		const text: unknown = JSON.stringify(value, null, indent);
		return typeof text === 'string' ? text : '';
	} catch (cause) {
		throw new TemplateError('bad_value', 'expected a value that can be written as JSON', {
			place,
			cause
		});
	}
}
