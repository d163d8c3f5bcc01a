/** Texts to try Assay with, loaded when one is picked. */
export const SAMPLES = [
	{ name: 'Incident report', file: 'incident-report.txt' },
	{ name: 'Server log', file: 'server-log.txt' },
	{ name: 'Meeting notes', file: 'meeting-notes.txt' }
] as const;

export type SampleName = (typeof SAMPLES)[number]['name'];

/** The text of a sample. */
export async function loadSample(name: SampleName): Promise<string> {
	switch (name) {
		case 'Incident report':
			return (await import('./samples/incident-report.ts')).incidentReport;
		case 'Server log':
			return (await import('./samples/server-log.ts')).serverLog;
		case 'Meeting notes':
			return (await import('./samples/meeting-notes.ts')).meetingNotes;
	}
}
