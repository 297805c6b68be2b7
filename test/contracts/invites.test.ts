import { stores } from '../support/stores.ts';
import { invitesContract } from './invites-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('invites %s', (_name, open) => invitesContract(open));
