import { stores } from '../support/stores.ts';
import { connectionsContract } from './connections-contract.ts';

describe.each(stores)('connections %s', (_name, open) => connectionsContract(open));
