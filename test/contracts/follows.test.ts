import { stores } from '../support/stores.ts';
import { followsContract } from './follows-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('follows %s', (_name, open) => followsContract(open));
