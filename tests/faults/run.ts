/**
 * `npm run test:faults`: the fault tests all the way, where `npm test` takes samples: a cut at every byte of a session,
 * thousands of schedules, the durations as they are. The seed is new each time; `ASSAY_SEED` repeats one.
 */
import { spawn } from 'node:child_process';

const words = ['vitest', 'run', '--project', 'node', 'tests/faults', 'tests/relay', 'src/relay'];
const child = spawn('npx', words, {
	stdio: 'inherit',
	shell: process.platform === 'win32',
	env: { ...process.env, ASSAY_FAULTS: 'full' }
});
child.once('exit', (code) => {
	process.exitCode = code ?? 1;
});
