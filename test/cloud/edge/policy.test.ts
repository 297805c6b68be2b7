import { decide } from '../../../local/edge/policy.ts';
import type { PolicyStatement } from '../../../local/ports.ts';

const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/Rooms';
const secure = { 'aws:securetransport': 'true', 'aws:principalarn': 'arn:aws:iam::000000000000:role/send-role' };

const allow = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  effect: 'Allow',
  actions: ['dynamodb:GetItem'],
  resources: [table],
  ...more,
});
const decideOn = (statements: PolicyStatement[], action = 'dynamodb:GetItem', resource = table) =>
  decide(statements, action, resource, secure);

test.each([
  ['what nobody allows is denied', [], 'implicitly denied'],
  ['an allow is enough', [allow()], 'allowed'],
  ['actions match without regard to case', [allow({ actions: ['DynamoDB:getitem'] })], 'allowed'],
  ['resources match with regard to case', [allow({ resources: [table.toLowerCase()] })], 'implicitly denied'],
  ['* stands for any characters', [allow({ actions: ['dynamodb:*Item'], resources: ['arn:aws:dynamodb:*:table/R*'] })], 'allowed'],
  ['? stands for one character', [allow({ resources: [table.replace('Rooms', 'Room?')] })], 'allowed'],
  ['? does not stand for none', [allow({ resources: [`${table}?`] })], 'implicitly denied'],
  ['other signs stand for themselves', [allow({ resources: [table.replace('Rooms', 'R.*')] })], 'implicitly denied'],
  ['a deny wins, wherever it stands', [allow({ effect: 'Deny' }), allow()], 'explicitly denied'],
] as const)('%s', (_name, statements, decision) => {
  expect(decideOn([...statements])).toBe(decision);
});

test.each([
  ['Bool', { 'aws:SecureTransport': 'true' }, 'allowed'],
  ['Bool', { 'aws:SecureTransport': 'false' }, 'implicitly denied'],
  ['ArnLike', { 'aws:PrincipalArn': 'arn:aws:iam::*:role/send-*' }, 'allowed'],
  ['StringEquals', { 'aws:PrincipalArn': ['other', 'arn:aws:iam::000000000000:role/send-role'] }, 'allowed'],
  ['StringNotEquals', { 'aws:PrincipalArn': ['other', 'arn:aws:iam::000000000000:role/send-role'] }, 'implicitly denied'],
  ['StringEquals', { 'aws:SourceArn': 'anything' }, 'implicitly denied'],
  ['StringEqualsIfExists', { 'aws:SourceArn': 'anything' }, 'allowed'],
  ['Null', { 'aws:SourceArn': 'true' }, 'allowed'],
  ['Null', { 'aws:SecureTransport': 'true' }, 'implicitly denied'],
] as const)('the condition %s %j: %s', (operator, keys, decision) => {
  const conditions = { [operator]: Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, [value].flat()])) };

  expect(decideOn([allow({ conditions })])).toBe(decision);
});

test('a condition that is not known denies, and says so', () => {
  const said = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const conditions = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };

  expect(decideOn([allow({ conditions })])).toBe('implicitly denied');
  expect(decideOn([allow(), allow({ effect: 'Deny', conditions })])).toBe('explicitly denied');

  expect(said).toHaveBeenCalledWith(expect.stringContaining('IpAddress'));
  said.mockRestore();
});
