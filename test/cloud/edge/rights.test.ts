import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRights, type UsedRight, writeRights } from '../../../local/edge/rights.ts';
import { aFolder, anIdentity } from './support.ts';

const connections = 'arn:aws:execute-api:eu-central-1:000000000000:api/v1/POST/@connections/*';
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/Rooms';

const send = anIdentity([
  { effect: 'Allow', actions: ['execute-api:ManageConnections'], resources: [connections] },
  { effect: 'Allow', actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [table, `${table}/index/byName`] },
  { effect: 'Deny', actions: ['dynamodb:Query'], resources: ['*'] },
]);

test('a right is told once, as the policy names it', () => {
  const told: UsedRight[] = [];
  const use = createRights((right) => told.push(right));

  for (const id of ['a=', 'b=']) use(send, 'execute-api:ManageConnections', connections.replace('*', id));
  use(send, 'dynamodb:GetItem', table);
  use(send, 'dynamodb:GetItem', table);

  expect(told).toEqual([
    { function: 'send', action: 'execute-api:ManageConnections', resource: connections },
    { function: 'send', action: 'dynamodb:GetItem', resource: table },
  ]);
});

test('two clouds add to one file, line by line', async () => {
  const { folder, remove } = await aFolder();
  const file = join(folder, 'deeper', 'rights.jsonl');
  const [first, second] = [writeRights(file), writeRights(file)];

  first({ function: 'send', action: 'dynamodb:GetItem', resource: table });
  second({ function: 'sweep', action: 'dynamodb:Scan', resource: table });

  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).function)).toEqual(['send', 'sweep']);
  await remove();
});
