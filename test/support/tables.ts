import type { TableDefinition } from '../../local/ports.ts';

const arn = (name: string): string => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;

/** The three tables as the data stack defines them (docs/data-model.md). */
export const tables: TableDefinition[] = [
  {
    name: 'Directory',
    arn: arn('Directory'),
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
    indexes: [
      {
        name: 'byUser',
        partitionKey: { name: 'byUserPk', type: 'S' },
        sortKey: { name: 'byUserSk', type: 'S' },
        projection: 'ALL',
      },
    ],
    ttlAttribute: 'expiresAt',
  },
  {
    name: 'Messages',
    arn: arn('Messages'),
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'seq', type: 'N' },
    indexes: [],
    ttlAttribute: 'expiresAt',
  },
  {
    name: 'Connections',
    arn: arn('Connections'),
    partitionKey: { name: 'connectionId', type: 'S' },
    sortKey: { name: 'channel', type: 'S' },
    indexes: [
      {
        name: 'byChannel',
        partitionKey: { name: 'channelShard', type: 'S' },
        sortKey: { name: 'connectionId', type: 'S' },
        projection: { include: ['userId', 'expiresAt'] },
      },
    ],
    ttlAttribute: 'expiresAt',
  },
];
