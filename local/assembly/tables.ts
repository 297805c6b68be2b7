import * as z from 'zod/mini';
import type { KeyAttribute, TableDefinition } from '../ports.ts';
import { Problem } from '../problem.ts';
import { propertiesOf, strings } from './properties.ts';
import type { Resource, Resources } from './resources.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const tableSchema = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.optional(
    z.array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({
          ProjectionType: z.optional(z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE'])),
          NonKeyAttributes: z.optional(strings),
        }),
      }),
    ),
  ),
  TimeToLiveSpecification: z.optional(z.object({ AttributeName: z.optional(z.string()), Enabled: z.boolean() })),
});
type Table = z.infer<typeof tableSchema>;
type Index = NonNullable<Table['GlobalSecondaryIndexes']>[number];

export const readTables = (resources: Resources): TableDefinition[] =>
  resources.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table').map((resource) => {
    const table = propertiesOf(resource, tableSchema);
    const ttl = table.TimeToLiveSpecification;
    return {
      name: resource.ref,
      arn: resource.attribute('Arn'),
      ...keysOf(table.KeySchema, table, resource),
      indexes: (table.GlobalSecondaryIndexes ?? []).map((index) => ({
        name: index.IndexName,
        ...keysOf(index.KeySchema, table, resource),
        projection: projectionOf(index),
      })),
      ...(ttl?.Enabled && ttl.AttributeName ? { ttlAttribute: ttl.AttributeName } : {}),
    };
  });

const keysOf = (
  schema: z.infer<typeof keySchema>,
  table: Table,
  resource: Resource,
): { partitionKey: KeyAttribute; sortKey?: KeyAttribute } => {
  const key = (keyType: 'HASH' | 'RANGE'): KeyAttribute | undefined => {
    const name = schema.find(({ KeyType }) => KeyType === keyType)?.AttributeName;
    const definition = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    return definition && { name: definition.AttributeName, type: definition.AttributeType };
  };
  const partitionKey = key('HASH');
  const sortKey = key('RANGE');
  if (!partitionKey) throw new Problem(`The table ${resource.ref} has a key whose attribute is not defined.`);
  return { partitionKey, ...(sortKey ? { sortKey } : {}) };
};

const projectionOf = ({ Projection }: Index): TableDefinition['indexes'][number]['projection'] =>
  Projection.ProjectionType === 'INCLUDE' ? { include: Projection.NonKeyAttributes ?? [] } : (Projection.ProjectionType ?? 'KEYS_ONLY');
