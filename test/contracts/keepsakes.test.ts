import { stores } from '../support/stores.ts';
import { keepsakesContract } from './keepsakes-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('keepsakes %s', (_name, open) => keepsakesContract(open));
