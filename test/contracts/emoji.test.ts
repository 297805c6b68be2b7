import { stores } from '../support/stores.ts';
import { emojiContract } from './emoji-contract.ts';

describe.each(stores)('emoji %s', (_name, open) => emojiContract(open));
