import { stores } from '../support/stores.ts';
import { messagesContract } from './messages-contract.ts';

jest.setTimeout(30_000);

describe.each(stores)('messages %s', (_name, open) => messagesContract(open));
