import { stores } from '../support/stores.ts';
import { roomsContract } from './rooms-contract.ts';

describe.each(stores)('rooms %s', (_name, open) => roomsContract(open));
