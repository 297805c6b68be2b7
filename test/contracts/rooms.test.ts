import { stores } from '../support/stores.ts';
import { roomsContract } from './rooms-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('rooms %s', (_name, open) => roomsContract(open));
