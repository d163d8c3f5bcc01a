import type { HeavyReaders } from './read-document.ts';

/** To be imported by Workers alone: a single file holds all that is imported, and would hold these twice. */
export const heavyReaders: HeavyReaders = {
	pdf: async () => (await import('./read-pdf.ts')).readPdf,
	docx: async () => (await import('./read-docx.ts')).readDocx
};
