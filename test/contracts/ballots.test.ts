import { stores } from '../support/stores.ts';
import { ballotsContract } from './ballots-contract.ts';

describe.each(stores)('ballots %s', (_name, open) => ballotsContract(open));
