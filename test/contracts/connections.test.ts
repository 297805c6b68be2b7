import { stores } from '../support/stores.ts';
import { connectionsContract } from './connections-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('connections %s', (_name, open) => connectionsContract(open));
