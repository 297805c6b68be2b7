import { stores } from '../support/stores.ts';
import { peopleContract } from './people-contract.ts';

describe.each(stores)('people %s', (_name, open) => peopleContract(open));
