import { stores } from '../support/stores.ts';
import { membershipsContract } from './memberships-contract.ts';

describe.each(stores)('memberships %s', (_name, open) => membershipsContract(open));
