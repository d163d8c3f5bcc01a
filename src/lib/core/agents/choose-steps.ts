/** A specialist as it is asked: a template on a text. */
export interface SpecialistStep {
	/** The template's id. */
	template: string;
	/** For people. */
	title: string;
	/** What it is asked beside the template's own task; absent where that is all. */
	task?: string;
	variables: Readonly<Record<string, string>>;
	/** The text it reads. */
	content: string;
}

export interface StepQuestion {
	question: string;
	/** All texts that the question is about, together; empty where there is none. */
	text: string;
	/** The template that the person picked. */
	chosen?: string | undefined;
}

/** How many specialists one question gets. */
const MOST_SPECIALISTS = 2;

/** A text below this is read by whoever answers as easily as by a specialist, in characters. */
const SHORT_TEXT = 1500;

/** A question above this wants to be taken apart even without a text, in characters. */
const LONG_QUESTION = 280;

/** A request above this asks something of its own beside what a template does, in characters. */
const BARE_REQUEST = 60;

const TITLES: Readonly<Record<string, string>> = {
	log_triage: 'Log triage',
	code_review: 'Code review',
	action_items: 'Action items',
	sentiment_tone: 'Sentiment and tone',
	parsing_analysis: 'Parsing analysis',
	key_insights: 'Key insights',
	summary_brief: 'Brief summary',
	qa_over_document: 'Question and answer'
};

interface Rule {
	template: string;
	/** What the question says. */
	asks?: RegExp;
	/** How the text looks. */
	looks?: (text: string) => boolean;
}

/** In order: the first that fits is asked first. By words of the question, or by the form of the text. */
const RULES: readonly Rule[] = [
	{
		template: 'log_triage',
		asks: /\b(?:logs?|stack ?trace|crash(?:ed|es)?|outage|triage|root cause)\b/i,
		looks: looksLikeLog
	},
	{
		template: 'code_review',
		asks: /\b(?:code|bugs?|function|refactor\w*|vulnerab\w*|pull request|diff)\b/i,
		looks: looksLikeCode
	},
	{
		template: 'action_items',
		asks: /\b(?:action items?|to-?dos?|tasks?|decisions?|decided|minutes|who does what|deadlines?|next steps?)\b/i
	},
	{ template: 'sentiment_tone', asks: /\b(?:tone|mood|sentiment|angry|feel(?:s|ing|ings)?)\b/i },
	{
		template: 'key_insights',
		asks: /\b(?:insights?|takeaways?|lessons?|important|matters?|learn(?:ed|t)?)\b/i
	},
	{
		template: 'summary_brief',
		asks: /\b(?:summar\w*|sum up|overview|in short|tl;?dr|main points?|gist)\b/i
	},
	{
		template: 'parsing_analysis',
		asks: /\b(?:names?|people|entit(?:y|ies)|dates?|amounts?|extract|parse|structure|facts?|analy[sz]e)\b/i
	}
];

/**
 * Which specialists are asked before the answer is written; none for what is answered in one call. The table is the
 * whole of it: no model is asked, so that the same question always takes the same way.
 */
export function chooseSteps({ question, text, chosen }: StepQuestion): SpecialistStep[] {
	if (chosen !== undefined) return [stepOf(chosen, question, text === '' ? question : text)];
	if (text === '') return isComplex(question) ? stepsWithoutText(question) : [];
	const fitting = RULES.filter(({ asks }) => asks?.test(question));
	const formed = RULES.filter(({ looks }) => looks?.(text) === true);
	// A log is triaged as a log, but only where the text is one: "function" may stand in any question.
	const usable = [...formed, ...fitting.filter(({ looks }) => looks === undefined)];
	if (text.length < SHORT_TEXT && usable.length === 0 && !isComplex(question)) return [];
	const templates = [...new Set(usable.map(({ template }) => template))];
	if (isQuestion(question)) templates.splice(MOST_SPECIALISTS - 1, 0, 'qa_over_document');
	if (templates.length === 0) templates.push('summary_brief');
	if (templates.length === 1 && templates[0] === 'qa_over_document')
		templates.push('summary_brief');
	return [...new Set(templates)]
		.slice(0, MOST_SPECIALISTS)
		.map((template) => stepOf(template, question, text));
}

/** Two views of a question that there is no text to: what speaks for an answer, and what against it. */
function stepsWithoutText(question: string): SpecialistStep[] {
	return [
		{
			title: 'Groundwork',
			task: 'Take the question apart, and work out each part.',
			instruction:
				'Take the question below apart. Name its parts, and say for each in one or two sentences what can be answered.'
		},
		{
			title: 'Doubts',
			task: 'Say what is uncertain, missing or debatable.',
			instruction:
				'Do not answer the question below. Say in at most five bullets what is uncertain, missing or debatable about it.'
		}
	].map(({ title, task, instruction }) => ({
		template: 'custom_prompt',
		title,
		task,
		variables: { instruction: `${instruction}\n\nQuestion: ${question}` },
		content: ''
	}));
}

function stepOf(template: string, question: string, content: string): SpecialistStep {
	const title = TITLES[template] ?? titleOf(template);
	switch (template) {
		case 'qa_over_document':
			return { template, title, task: question, variables: { question }, content };
		case 'custom_prompt':
			return {
				template,
				title,
				task: question,
				variables: { instruction: question },
				content: content === question ? '' : content
			};
		default:
			return { template, title, variables: focusOf(question, content), content };
	}
}

/** The question leads a specialist's eye; one that only names the template's own task says nothing more. */
function focusOf(question: string, content: string): Record<string, string> {
	return content === question || !isQuestion(question) ? {} : { focus: question };
}

function isQuestion(question: string): boolean {
	return question.includes('?') || question.length > BARE_REQUEST;
}

function isComplex(question: string): boolean {
	return (
		question.length > LONG_QUESTION ||
		(question.match(/\?/g)?.length ?? 0) > 1 ||
		/\b(?:complex|compare|comparison|trade-?offs?|pros and cons|step by step|in depth|thorough\w*|(?:multiple|several|different) (?:agents?|specialists?|perspectives?|angles|views?|parts?))\b/i.test(
			question
		)
	);
}

/** How much of a text is looked at to tell what it is, in characters. */
const LOOKED_AT = 8000;

function looksLikeLog(text: string): boolean {
	return shareOf(
		text,
		/^\W*(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} +\d+ \d\d:\d\d)|\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL)\b/
	);
}

function looksLikeCode(text: string): boolean {
	return shareOf(
		text,
		/[;{}]\s*$|^\s*(?:import|export|from|def|class|function|const|let|var|return|if|for|while|public|private|#include)\b.*[:;({]\s*$|^[+-]{1}\s*\S+.*[;{}]\s*$/
	);
}

/** Whether at least half of the lines that say something look so. */
function shareOf(text: string, pattern: RegExp): boolean {
	const lines = text
		.slice(0, LOOKED_AT)
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => line.slice(0, 400));
	return lines.length >= 3 && lines.filter((line) => pattern.test(line)).length * 2 >= lines.length;
}

/** `my_template` → `My template`. */
function titleOf(id: string): string {
	const words = id.replaceAll('_', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
