/** A short report of an accident at a harbour; invented. */
export const incidentReport = `Incident report: loss of diesel at the Norrvik fuel berth

On 3 May 2021 pump 7 at Norrvik harbour lost pressure at 04:12. The night crew under Jon Berg shut the inner gate and called the port office at 04:19. Nobody was hurt.

Maria Lund of Oslo, who runs the maintenance contract, arrived at 05:40 and found the seal of the pump torn along its lower edge. Her log gives the loss as some four cubic metres of diesel, none of which reached the basin. The fire service laid two booms as a precaution and left at 07:05.

Mr Berg had warned of the worn seal in April, in a note that was filed but not acted on. The port office says that a replacement was ordered on 28 April and was due on 6 May. The supplier, Havn Teknikk AS, confirms the order but not the date.

The repair cost 4,200 euros. The berth stayed closed until noon, which delayed the tanker Skagerrak by six hours. The owner has asked for 11,500 euros in demurrage; the port office disputes the sum.

The office has since moved the seal to the monthly list and asked for a second sensor below the pump. Who will pay for the sensor is open. The next review is planned for 14 June 2021.
`;
