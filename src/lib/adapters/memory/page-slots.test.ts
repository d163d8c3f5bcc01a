import { slotsContract } from '../../../../tests/contracts/slots.contract.ts';
import { createPageSlots } from './page-slots.ts';

slotsContract('page slots', createPageSlots);
