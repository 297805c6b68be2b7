import { stores } from '../support/stores.ts';
import { devicesContract } from './devices-contract.ts';

describe.each(stores)('devices %s', (_name, open) => devicesContract(open));
