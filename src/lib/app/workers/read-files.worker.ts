/** Reads files away from the page's thread. */
import { createHashText } from '#lib/adapters/browser/hash-text.ts';
import { heavyReaders } from '#lib/adapters/files/heavy-readers.ts';
import { serveReading } from '#lib/adapters/files/serve-reading.ts';

serveReading(createHashText(), heavyReaders);
