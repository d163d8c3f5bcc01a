/** Notes of a team's weekly meeting; invented. */
export const meetingNotes = `Weekly meeting, reading room project
Tuesday 9 September 2025, 10:00 to 10:50
Present: Amina Diallo (chair), Piotr Zielinski, Hanna Weiss, Tom Okafor. Absent: Lena Ruiz.

1. Opening date
Hanna: the carpenters need one more week for the shelves on the north wall. Amina proposed to move the opening from 3 October to 10 October. Agreed, nobody against. Tom tells the newspaper by Thursday.

2. Lighting
Piotr showed two lamps. The warm one costs 38 euros, the cool one 31 euros. We need 24 of them. After some back and forth we take the warm one. Piotr orders them before Friday, so that they arrive in time. He also asks the electrician whether the old dimmers can stay.

3. Catalogue
Lena has entered 1,240 of about 3,000 books. At this speed she is done in November. Tom offered to help two afternoons a week from 15 September. It is not decided whether loans start before the catalogue is complete; Amina thinks they should not, Hanna thinks a paper list is enough for the first month. We come back to this next week.

4. Money
Spent so far: 6,310 of 9,000 euros. The grant from the district, 1,500 euros, has still not arrived. Amina calls Mr Brandt at the district office on Wednesday.

5. Other
The heating makes a noise since last week. Hanna writes to the caretaker. Next meeting: 16 September, same time.
`;
