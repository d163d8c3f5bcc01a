/** Loaded into each measured server beside its own code: tells its parent what it has used, whenever it is asked. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Processor time since it began, in microseconds; memory that it holds now, without garbage, in bytes. */
export type Resource = 'processor' | 'memory';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

process.on('message', (resource: Resource) => process.send?.(measure(resource)));
// The channel to the parent keeps nothing alive.
process.channel?.unref();

function measure(resource: Resource): number {
	if (resource === 'processor') {
		const { user, system } = process.cpuUsage();
		return user + system;
	}
	if (isFunction(collectGarbage)) collectGarbage();
	return process.memoryUsage.rss();
}

function isFunction(value: unknown): value is () => void {
	return typeof value === 'function';
}
