import { stores } from '../support/stores.ts';
import { peopleContract } from './people-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('people %s', (_name, open) => peopleContract(open));
