/** The page of the floor, with the styles that both have. */
import '../../../src/app.css';
import '../growing-text/page.css';
import { read } from './floor.ts';

Object.assign(globalThis, { read });
