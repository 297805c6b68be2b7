import { stores } from '../support/stores.ts';
import { messagesContract } from './messages-contract.ts';

describe.each(stores)('messages %s', (_name, open) => messagesContract(open));
