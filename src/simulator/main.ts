/** The command `npm run simulator`: starts the simulator, says where it is, and stops on Ctrl+C. */
import { readCommandLine } from './command-line.ts';
import type { SimulatorOptions } from './options.ts';
import { startSimulator } from './simulator.ts';

const USAGE_ERROR = 2;

const command = readCommandLine(process.argv.slice(2));
switch (command.action) {
	case 'help':
		console.log(command.text);
		break;
	case 'refuse':
		console.error(command.message);
		process.exitCode = USAGE_ERROR;
		break;
	case 'start':
		await start(command.options);
}

async function start(options: SimulatorOptions): Promise<void> {
	try {
		const simulator = await startSimulator(options);
		const scenario = options.scenario === undefined ? '' : `, scenario ${options.scenario}`;
		console.log(
			`LM Studio simulator on ${simulator.url} (no language model is running${scenario}). Stop it with Ctrl+C.`
		);
		const stop = () => void simulator.close();
		process.once('SIGINT', stop);
		process.once('SIGTERM', stop);
	} catch (error) {
		console.error(reasonOf(error, options));
		process.exitCode = 1;
	}
}

function reasonOf(error: unknown, { host = '127.0.0.1', port }: SimulatorOptions): string {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE') {
		return `Port ${port ?? 0} on ${host} is in use by another program. Choose another one with --port, or stop that program.`;
	}
	if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
		return `This machine has no address ${host}. Choose another one with --host.`;
	}
	if (code === 'EACCES')
		return `Port ${port ?? 0} needs more rights. Choose one above 1023 with --port.`;
	return error instanceof Error ? error.message : String(error);
}
