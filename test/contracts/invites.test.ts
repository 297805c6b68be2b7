import { stores } from '../support/stores.ts';
import { invitesContract } from './invites-contract.ts';

describe.each(stores)('invites %s', (_name, open) => invitesContract(open));
