import { stores } from '../support/stores.ts';
import { bansContract } from './bans-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('bans %s', (_name, open) => bansContract(open));
