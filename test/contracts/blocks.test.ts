import { stores } from '../support/stores.ts';
import { blocksContract } from './blocks-contract.ts';

describe.each(stores)('blocks %s', (_name, open) => blocksContract(open));
