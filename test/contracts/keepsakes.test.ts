import { stores } from '../support/stores.ts';
import { keepsakesContract } from './keepsakes-contract.ts';

describe.each(stores)('keepsakes %s', (_name, open) => keepsakesContract(open));
