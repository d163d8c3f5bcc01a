/**
 * The one place from which schemas get zod: `zod/mini` is a twentieth of the full package's size.
 *
 * `jitless` must be set before the first parse: zod's compiled path probes `new Function`, which our content security
 * policy forbids and the browser would report.
 */
import * as z from 'zod/mini';

z.config({ jitless: true });

export { z };
