/**
 * The tree that `@handlebars/parser` 2.2 makes, as far as we read it. The package's own types have no union of nodes to
 * switch over, and leave out some nodes that its parser makes.
 */
export interface Located {
	loc: { start: { line: number; column: number } };
}

export interface SyntaxProgram {
	body: readonly SyntaxStatement[];
	blockParams?: readonly string[];
}

/** A helper or a path, with what it is given. */
export interface SyntaxCall extends Located {
	path: SyntaxExpression;
	params: readonly SyntaxExpression[];
	hash?: { pairs: readonly { key: string; value: SyntaxExpression }[] };
}

export interface SyntaxBlock extends SyntaxCall {
	type: 'BlockStatement';
	/** Absent where an inverted block (`{{^if}}`) has no `{{else}}`. */
	program?: SyntaxProgram;
	inverse?: SyntaxProgram;
}

export interface SyntaxPartial extends Omit<SyntaxCall, 'path'> {
	type: 'PartialStatement';
	name: SyntaxExpression;
	indent: string;
}

export type SyntaxStatement =
	| ({ type: 'ContentStatement'; value: string } & Located)
	| ({ type: 'CommentStatement' } & Located)
	| ({ type: 'MustacheStatement' } & SyntaxCall)
	| SyntaxBlock
	| SyntaxPartial
	| ({ type: 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock' } & Located);

export interface SyntaxPath extends Located {
	type: 'PathExpression';
	data: boolean;
	depth: number;
	parts: readonly (string | SyntaxExpression)[];
	original: string;
}

export type SyntaxExpression =
	| SyntaxPath
	| ({ type: 'StringLiteral'; value: string } & Located)
	| ({ type: 'NumberLiteral'; value: number } & Located)
	| ({ type: 'BooleanLiteral'; value: boolean } & Located)
	| ({ type: 'UndefinedLiteral' | 'NullLiteral' } & Located)
	| ({ type: 'SubExpression' } & SyntaxCall)
	| ({ type: 'HashLiteral' | 'ArrayLiteral' } & Located);
