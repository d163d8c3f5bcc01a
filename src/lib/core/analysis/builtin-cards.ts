import type { TemplateCard } from './template-catalog.ts';

/** Read from the templates beforehand, so that the page can list them without an engine; `vitest -u` writes it anew. */
export const builtinCards: readonly TemplateCard[] = [
	{
		id: 'parsing_analysis',
		title: 'Parsing analysis',
		description: 'What a text is, whom and what it names, and its main facts, each with its quote.',
		inputKind: 'text',
		needsContent: true,
		fields: [
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			},
			{
				name: 'focus',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'what to look at most closely',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.1, maxOutputTokens: 1000 },
		bodyTokens: 266
	},
	{
		id: 'summary_brief',
		title: 'Brief summary',
		description: 'One sentence and up to five points, each with the words it rests on.',
		inputKind: 'document',
		needsContent: true,
		fields: [
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			},
			{
				name: 'focus',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'what to look at most closely',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.2, maxOutputTokens: 600 },
		bodyTokens: 194
	},
	{
		id: 'key_insights',
		title: 'Key insights',
		description: 'The ideas worth keeping from a text, with their quotes, and one takeaway.',
		inputKind: 'text',
		needsContent: true,
		fields: [
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			},
			{
				name: 'focus',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'what the reader cares about',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.3, maxOutputTokens: 900 },
		bodyTokens: 235
	},
	{
		id: 'qa_over_document',
		title: 'Question and answer',
		description: 'Answers a question from a text alone, with the quotes that prove it.',
		inputKind: 'document',
		needsContent: true,
		fields: [
			{
				name: 'question',
				required: true,
				isMultiline: true,
				type: 'string',
				description: 'what you want to know',
				enum: undefined,
				items: undefined
			},
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.1, maxOutputTokens: 700 },
		bodyTokens: 221
	},
	{
		id: 'action_items',
		title: 'Action items',
		description: 'Decisions, tasks with owner and date, and open questions of a conversation.',
		inputKind: 'chat',
		needsContent: true,
		fields: [
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			},
			{
				name: 'focus',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'a person or a topic to look at most closely',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.1, maxOutputTokens: 900 },
		bodyTokens: 260
	},
	{
		id: 'code_review',
		title: 'Code review',
		description: 'Defects in code, each with its line, why it is wrong, and a fix.',
		inputKind: 'code',
		needsContent: true,
		fields: [
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			},
			{
				name: 'focus',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'what to look at most closely',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.1, maxOutputTokens: 1200 },
		bodyTokens: 260
	},
	{
		id: 'log_triage',
		title: 'Log triage',
		description: 'What went wrong in a log, the lines that show it, and what to check next.',
		inputKind: 'log',
		needsContent: true,
		fields: [
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			},
			{
				name: 'focus',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'a component or a symptom to look at most closely',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.1, maxOutputTokens: 1000 },
		bodyTokens: 284
	},
	{
		id: 'sentiment_tone',
		title: 'Sentiment and tone',
		description: 'The tone of a text as a whole and passage by passage.',
		inputKind: 'text',
		needsContent: true,
		fields: [
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			},
			{
				name: 'focus',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'a person or a topic whose tone matters',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.2, maxOutputTokens: 800 },
		bodyTokens: 271
	},
	{
		id: 'custom_prompt',
		title: 'Custom prompt',
		description: 'Your own instruction, with or without a text.',
		inputKind: 'text',
		needsContent: false,
		fields: [
			{
				name: 'instruction',
				required: true,
				isMultiline: true,
				type: 'string',
				description: 'what to do',
				enum: undefined,
				items: undefined
			},
			{
				name: 'language',
				required: false,
				isMultiline: false,
				type: 'string',
				description: 'the language of the answer',
				enum: undefined,
				items: undefined
			}
		],
		variableDefaults: { language: 'English' },
		defaults: { temperature: 0.3, maxOutputTokens: 1200 },
		bodyTokens: 106
	}
];
