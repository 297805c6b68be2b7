import type { Template } from '../../lib/iam-report.ts';
import { type Grant, nameOf, unusedOf } from '../../lib/rights-report.ts';
import { assemblyOf } from '../support/assembly.ts';

const prod = assemblyOf('prod');
const templates: Template[] = [...prod.templates.values()];

/** What nobody was seen using and nobody explains, as `<who> <action> <resource>`. */
const unexplained = (used: readonly Grant[]): string[] =>
  unusedOf(templates, used)
    .filter(({ reason }) => reason === '')
    .map(({ who, action, resource }) => `${who} ${action} ${resource.replace(/[0-9A-F]{8}/, '')}`);

test.each<[string, string]>([
  ['parley-prod-data:ExportsOutputFnGetAttTablesDirectoryD82D92C0Arn5F2A3B1C', 'TablesDirectoryD82D92C0'],
  ['parley-prod-data:ExportsOutputFnGetAttTablesDirectoryD82D92C0Arn5F2A3B1C/index/byUser', 'TablesDirectoryD82D92C0/index/byUser'],
  ['<TablesDirectoryD82D92C0.Arn>', 'TablesDirectoryD82D92C0'],
  [
    'arn:aws:dynamodb:us-east-1:000000000000:table/parley-local-data-TablesDirectoryD82D92C0/index/byUser',
    'TablesDirectoryD82D92C0/index/byUser',
  ],
  ['arn:aws:sqs:us-east-1:000000000000:parley-local-chat-PipelinePersistC8D1478B', 'PipelinePersistC8D1478B'],
  ['arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<SocketApiF12253BF>/v1/POST/@connections/*', '@connections POST'],
  ['arn:aws:execute-api:us-east-1:000000000000:1ohj06235f/v1/DELETE/@connections/*', '@connections DELETE'],
  ['*', '*'],
])('%s is known by its name in every stage', (resource, name) => {
  expect(nameOf(resource)).toBe(name);
});

test('a function that was never seen at work has every right of its own to explain', () => {
  expect(unexplained([])).toContain('send dynamodb:GetItem TablesDirectory');
  expect(unexplained([]).filter((line) => line.startsWith('api-invitation '))).toEqual(['api-invitation dynamodb:GetItem TablesDirectory']);
});

test('what was seen in use, by the ARNs of the local cloud, needs no explanation', () => {
  const [directory = ''] = Object.keys(prod.templates.get('data')?.Resources ?? {}).filter((id) => id.startsWith('TablesDirectory'));
  const resource = `arn:aws:dynamodb:us-east-1:000000000000:table/parley-local-data-${directory}`;

  const left = unexplained([{ who: 'api-invitation', action: 'dynamodb:GetItem', resource }]);

  expect(left.filter((line) => line.startsWith('api-invitation '))).toEqual([]);
  expect(left).toContain('send dynamodb:GetItem TablesDirectory');
});

test('what AWS itself does under a role, and what only a deployment does, is explained', () => {
  const actions = new Set(unexplained([]).map((line) => line.split(' ')[1]?.split(':')[0]));

  expect([...actions].sort()).toEqual(['cloudwatch', 'dynamodb', 'execute-api', 'sqs']);
  expect(unexplained([]).filter((line) => line.includes('sqs:ReceiveMessage'))).toEqual([]);
});

test('an explanation is a sentence', () => {
  for (const { reason } of unusedOf(templates, [])) expect(reason).toMatch(/^$|^[A-Z'].{20,}\.$/);
});
