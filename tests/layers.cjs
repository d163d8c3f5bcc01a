/**
 * Who may import whom: the one authority on the layers, run by `npm run check:layers`. `docs/architecture.md` explains
 * the table; a change here is a decision with a record in `docs/decisions/`.
 */

/** Each layer lists the layers it may see; everything else of ours is forbidden. */
const layers = {
	protocol: [],
	core: ['protocol'],
	adapters: ['core', 'protocol'],
	state: ['core', 'protocol'],
	ui: [],
	parts: ['ui', 'state', 'core', 'protocol'],
	features: ['parts', 'ui', 'state', 'core', 'protocol'],
	app: ['adapters', 'state', 'core', 'protocol']
};

const home = (layer) => `^src/lib/${layer}/`;
const tests = '\\.test\\.ts$';
const testCode = '^tests/|/fakes\\.ts$|\\.harness\\.svelte$|\\.test\\.ts$|\\.contract\\.ts$';

const layerRules = Object.entries(layers).map(([layer, visible]) => ({
	name: `${layer}-imports`,
	comment: `${layer} may import: ${visible.join(', ') || 'none of our code'}`,
	severity: 'error',
	from: { path: home(layer), pathNot: testCode },
	to: { path: '^src/', pathNot: [layer, ...visible].map(home) }
}));

/** Libraries inside core: texts in, values out, and strangers to each other. */
const libraries = 'templates|documents|grounding|markdown|json';
/** Services on the bus. `agents` may also use `analysis`; `runs` records what any of them says, and uses its prompts. */
const services = 'analysis|agents|knowledge|models|runs';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...layerRules,
		{
			name: 'core-libraries-are-strangers',
			comment: 'templates, documents, grounding, markdown and json import no sibling in core.',
			severity: 'error',
			from: { path: `^src/lib/core/(${libraries})/`, pathNot: testCode },
			to: { path: '^src/lib/core/', pathNot: '^src/lib/core/$1/' }
		},
		{
			name: 'core-services-are-strangers',
			comment:
				'A service may use the libraries, the bus and the ports; agents may also use analysis.',
			severity: 'error',
			from: { path: `^src/lib/core/(${services})/`, pathNot: testCode },
			to: {
				path: `^src/lib/core/(${services}|link)/`,
				pathNot: ['^src/lib/core/$1/', '^src/lib/core/analysis/']
			}
		},
		{
			name: 'analysis-uses-no-service',
			severity: 'error',
			from: { path: '^src/lib/core/analysis/', pathNot: testCode },
			to: { path: '^src/lib/core/(agents|knowledge|models|runs|link)/' }
		},
		{
			name: 'exchange-uses-libraries-and-runs',
			comment:
				'Files for other programs and browsers: made from what is stored, never from the bus.',
			severity: 'error',
			from: { path: '^src/lib/core/exchange/', pathNot: testCode },
			to: { path: '^src/lib/core/(analysis|agents|knowledge|models|bus|link)/' }
		},
		{
			name: 'collection-uses-documents-and-ports',
			comment: 'Documents in the store: strangers to the bus and to whoever analyses them.',
			severity: 'error',
			from: { path: '^src/lib/core/collection/', pathNot: testCode },
			to: { path: '^src/lib/core/', pathNot: '^src/lib/core/(collection|documents|ports\\.ts)' }
		},
		{
			name: 'workspaces-use-runs-and-ports',
			comment:
				'What is kept apart in the store, by its keys: strangers to the bus and to whoever analyses.',
			severity: 'error',
			from: { path: '^src/lib/core/workspaces/', pathNot: testCode },
			to: { path: '^src/lib/core/', pathNot: '^src/lib/core/(workspaces|runs|ports\\.ts)' }
		},
		{
			name: 'batch-uses-runs-and-documents',
			comment:
				'A queue of requests on the bus: made of documents, recorded as runs, served by whoever serves them.',
			severity: 'error',
			from: { path: '^src/lib/core/batch/', pathNot: testCode },
			to: {
				path: '^src/lib/core/',
				pathNot: '^src/lib/core/(batch|bus|runs|collection|documents|ports\\.ts)'
			}
		},
		{
			name: 'core-knows-no-batch',
			severity: 'error',
			from: { path: '^src/lib/core/', pathNot: [testCode, '^src/lib/core/(batch|exchange)/'] },
			to: { path: '^src/lib/core/batch/' }
		},
		{
			name: 'only-agents-use-analysis',
			severity: 'error',
			from: { path: '^src/lib/core/(knowledge|models)/', pathNot: testCode },
			to: { path: '^src/lib/core/analysis/' }
		},
		{
			name: 'bus-and-link-know-no-service',
			severity: 'error',
			from: { path: '^src/lib/core/(bus|link)/', pathNot: testCode },
			to: { path: `^src/lib/core/(${services}|${libraries})/` }
		},
		{
			name: 'siblings-are-strangers',
			comment:
				'A feature, a part or an adapter does not import its sibling; go through state or the bus.',
			severity: 'error',
			from: { path: '^src/lib/(features|parts|adapters)/([^/]+)/', pathNot: testCode },
			to: { path: '^src/lib/$1/', pathNot: '^src/lib/$1/$2/' }
		},
		{
			name: 'protocol-sees-only-zod',
			severity: 'error',
			from: { path: home('protocol'), pathNot: tests },
			to: { path: 'node_modules/', pathNot: 'node_modules/zod/' }
		},
		{
			name: 'core-sees-only-pure-libraries',
			severity: 'error',
			from: { path: home('core'), pathNot: testCode },
			to: {
				path: 'node_modules/',
				pathNot: 'node_modules/(zod|marked|js-yaml|@handlebars/parser)/'
			}
		},
		{
			name: 'node-stays-outside-the-page',
			severity: 'error',
			from: { path: '^src/(lib|routes)/', pathNot: testCode },
			to: { dependencyTypes: ['core'] }
		},
		{
			name: 'server-libraries-stay-outside-the-page',
			severity: 'error',
			from: { path: '^src/(lib|routes)/', pathNot: testCode },
			to: { path: 'node_modules/(ws|sirv|undici|pino)/' }
		},
		{
			name: 'routes-imports',
			comment: 'A route maps an address to a feature; it knows no protocol, core or adapter.',
			severity: 'error',
			from: { path: '^src/routes/' },
			to: { path: '^src/(lib/(protocol|core|adapters)|relay|simulator|tools)/' }
		},
		{
			name: 'simulator-imports-nothing-of-ours',
			comment: 'It was written apart from the client, so that tests against it mean something.',
			severity: 'error',
			from: { path: '^src/simulator/', pathNot: tests },
			to: {
				path: ['^src/', 'node_modules/'],
				pathNot: ['^src/simulator/', 'node_modules/@types/node/']
			}
		},
		{
			name: 'relay-imports',
			comment: 'The services of core on a bus per channel, in Node: it knows nothing of the page.',
			severity: 'error',
			from: { path: '^src/relay/', pathNot: testCode },
			to: {
				path: '^src/',
				pathNot: [
					'^src/relay/',
					home('protocol'),
					home('core'),
					home('adapters/lmstudio'),
					home('adapters/memory')
				]
			}
		},
		{
			name: 'relay-libraries',
			severity: 'error',
			from: { path: '^src/relay/', pathNot: testCode },
			to: {
				path: 'node_modules/',
				pathNot: 'node_modules/(@types/node|@types/ws|ws|sirv|undici|pino|uqr)/'
			}
		},
		{
			name: 'relay-engines-know-no-socket',
			comment:
				'What decides about messages is pure: clock, ids and bytes come from outside, sockets are at the edge.',
			severity: 'error',
			from: {
				path: '^src/relay/',
				pathNot: [
					testCode,
					'^src/relay/(main|start-relay|ws|http|door|socket-writer|frame-text|upstream-client|greeting)\\.ts$'
				]
			},
			to: { dependencyTypes: ['core', 'npm'] }
		},
		{
			name: 'tools-imports',
			comment: 'Commands in Node: they may use the client and what Node needs, never the page.',
			severity: 'error',
			from: { path: '^src/tools/', pathNot: tests },
			to: {
				path: '^src/',
				pathNot: [
					'^src/tools/',
					'^src/simulator/',
					home('protocol'),
					home('core'),
					home('adapters/lmstudio'),
					home('adapters/memory')
				]
			}
		},
		{
			name: 'node-programs-are-not-imported',
			severity: 'error',
			from: { path: '^src/(lib|routes)/', pathNot: testCode },
			to: { path: '^src/(relay|simulator|tools)/' }
		},
		{
			name: 'test-code-stays-in-tests',
			severity: 'error',
			from: { path: '^src/', pathNot: testCode },
			to: { path: testCode }
		},
		{ name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'no-orphans',
			severity: 'error',
			from: { orphan: true, pathNot: [testCode, '\\.d\\.ts$', '^src/routes/'] },
			to: {}
		}
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'browser', 'import', 'node', 'default'],
			extensions: ['.ts', '.svelte', '.js']
		}
	}
};
