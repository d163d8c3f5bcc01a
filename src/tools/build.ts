/** `npm run build`: the site in `build/`, and the whole app as one file, `build/assay.html`. */
import { buildAll } from './build-all.ts';

await buildAll();
console.log('Built build/ (the site) and build/assay.html (one file, opens by double click).');
