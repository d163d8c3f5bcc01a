import { recordStoreContract } from '../../../../tests/contracts/record-store.contract.ts';
import { createMemoryRecordStore } from './memory-record-store.ts';

recordStoreContract('the memory record store', createMemoryRecordStore);
