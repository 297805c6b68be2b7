import { stores } from '../support/stores.ts';
import { reportsContract } from './reports-contract.ts';

describe.each(stores)('reports %s', (_name, open) => reportsContract(open));
