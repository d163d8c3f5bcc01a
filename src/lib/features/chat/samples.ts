/** Questions to begin with: one that is answered in one call, and one that specialists work on. */
export const SAMPLES = [
	{ label: 'A short question', question: 'What belongs in a good incident report?' },
	{
		label: 'A question about a text',
		question: `Which tasks came out of this meeting, and who takes care of the pump, the insurer and the report?

\`\`\`
Weekly meeting, 12 May. Present: Ines Okafor, Piotr Nowak, Lena Brandt.
Ines: the new pump arrives on Thursday. Piotr installs it before the weekend; he needs two hours with the gate shut.
Lena has not heard from the insurer. She writes to them again today and tells us on Wednesday what they say.
We agreed to check the seals every month from now on. Nobody has taken this on yet.
Ines asked whether we want a second sensor below the pump. No decision: Piotr gets two offers by the end of May.
The report on the spill of 3 May goes to the harbour office on Friday. Lena finishes it, Ines reads it before.
\`\`\``
	}
] as const;
