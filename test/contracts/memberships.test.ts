import { stores } from '../support/stores.ts';
import { membershipsContract } from './memberships-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('memberships %s', (_name, open) => membershipsContract(open));
