import { stores } from '../support/stores.ts';
import { bansContract } from './bans-contract.ts';

describe.each(stores)('bans %s', (_name, open) => bansContract(open));
