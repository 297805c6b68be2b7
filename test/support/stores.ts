import { openDynamoDbStore, type Store } from './dynamodb-store.ts';
import { memoryWorld } from './memory/index.ts';

/** Every implementation that the contracts are for, by name. */
export const stores: [name: string, open: () => Promise<Store>][] = [
  ['in memory', async () => ({ ...memoryWorld(), close: async () => undefined })],
  ['on DynamoDB', openDynamoDbStore],
];
