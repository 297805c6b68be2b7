import { stores } from '../support/stores.ts';
import { pumpsContract } from './pumps-contract.ts';

describe.each(stores)('the pumps %s', (_name, open) => pumpsContract(open));
