import { stores } from '../support/stores.ts';
import { devicesContract } from './devices-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('devices %s', (_name, open) => devicesContract(open));
