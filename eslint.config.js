import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** The core and the protocol reach the world through ports only. */
const impureGlobals = [
	'window',
	'document',
	'navigator',
	'fetch',
	'WebSocket',
	'indexedDB',
	'localStorage',
	'sessionStorage',
	'setTimeout',
	'setInterval',
	'process'
];

const impureProperties = [
	{ object: 'Date', property: 'now' },
	{ object: 'Math', property: 'random' },
	{ object: 'crypto', property: 'randomUUID' },
	{ object: 'performance', property: 'now' }
];

/** Node's tools, which are plain JavaScript and stand outside the TypeScript project's strictness. */
const plainJavaScript = ['**/*.js', '**/*.cjs'];

export default defineConfig(
	{ ignores: ['**/.svelte-kit/', '**/build/', 'dist/', 'coverage/', 'test-results/'] },
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] }
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/method-signature-style': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': [
				'error',
				{ ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }
			],
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
			'no-console': 'error'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } },
		rules: {
			// The parser sees the compiled shape of a template; the type checker (svelte-check) owns these.
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-return': 'off'
		}
	},
	{
		files: ['**/*.svelte'],
		rules: {
			'no-restricted-syntax': [
				'error',
				{
					selector: "CallExpression[callee.name='$effect']",
					message:
						'A component has no effects: derive, handle an event, or move it to a state class.'
				},
				{
					selector: "CallExpression[callee.object.name='$effect'][callee.property.name='pre']",
					message:
						'A component has no effects: derive, handle an event, or move it to a state class.'
				}
			],
			'svelte/button-has-type': 'error',
			// Addresses are hash routes and leave the page's own path alone, so there is nothing to resolve.
			'svelte/no-navigation-without-resolve': 'off',
			'svelte/max-lines-per-block': ['error', { script: 80, template: 120, style: 80 }]
		}
	},
	{
		files: ['src/lib/protocol/**/*.ts', 'src/lib/core/**/*.ts'],
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-globals': ['error', ...impureGlobals],
			'no-restricted-properties': ['error', ...impureProperties]
		}
	},
	{
		files: ['src/tools/**/*.ts', 'src/simulator/main.ts', 'tests/**/*.ts'],
		rules: { 'no-console': 'off' }
	},
	{
		files: ['**/*.test.ts', 'tests/**/*.ts'],
		rules: { 'max-lines': ['error', { max: 450, skipBlankLines: true, skipComments: true }] }
	},
	{ files: plainJavaScript, extends: [ts.configs.disableTypeChecked] }
);
