/** `npm run docs:asyncapi`: writes `docs/asyncapi.json` from the schemas. A test tells when it is old. */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from '#lib/protocol/zod.ts';
import { makeAsyncApi } from './asyncapi/make-asyncapi.ts';

const PackageFile = z.object({ version: z.string() });
const { version } = PackageFile.parse(JSON.parse(await readFile('package.json', 'utf8')));
await writeFile('docs/asyncapi.json', `${JSON.stringify(makeAsyncApi(version), undefined, 2)}\n`);
console.log('Wrote docs/asyncapi.json.');
