import { stores } from '../support/stores.ts';
import { pumpsContract } from './pumps-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('the pumps %s', (_name, open) => pumpsContract(open));
