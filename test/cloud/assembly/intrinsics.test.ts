import { type Json, resolve, type Scope } from '../../../local/assembly/intrinsics.ts';

const scope = (known: Partial<Scope> = {}): Scope => ({
  stack: 'chat',
  ref: (name) => ({ 'AWS::Region': 'us-east-1', Table: 'chat-Table', Names: ['a', 'b'] })[name],
  attribute: (logicalId, attribute) => (logicalId === 'Table' ? `arn:${attribute}` : undefined),
  imported: (name) => (name === 'data:Table' ? 'data-Table' : undefined),
  condition: (name) => ({ IsProd: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } })[name],
  mapping: (map, key, field) => (`${map}.${key}.${field}` === 'Sizes.small.memory' ? 128 : undefined),
  ...known,
});

describe('intrinsic functions', () => {
  test.each<[string, Json, Json]>([
    ['Ref', { Ref: 'Table' }, 'chat-Table'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:Arn'],
    ['Fn::GetAtt as a string', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:Arn'],
    ['Fn::Join, nested', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }, 3]] }, 'a/chat-Table/3'],
    ['Fn::Join of a reference to a list', { 'Fn::Join': [',', { Ref: 'Names' }] }, 'a,b'],
    ['Fn::Sub', { 'Fn::Sub': `\${AWS::Region}-\${Table}-\${Table.Arn}-\${!kept}` }, `us-east-1-chat-Table-arn:Arn-\${kept}`],
    ['Fn::Sub with its own values', { 'Fn::Sub': [`\${x}-\${Table}`, { x: { Ref: 'AWS::Region' } }] }, 'us-east-1-chat-Table'],
    ['Fn::Select of a Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, 'Table'],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'data:Table' }, 'data-Table'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    ['Fn::Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['Fn::If', { 'Fn::If': ['IsProd', 'big', 'small'] }, 'small'],
    ['Fn::If that leaves out', { a: { 'Fn::If': ['IsProd', 1, { Ref: 'AWS::NoValue' }] }, b: [{ Ref: 'AWS::NoValue' }, 2] }, { b: [2] }],
    ['Fn::Not and Fn::Or', { 'Fn::Or': [{ 'Fn::Not': [{ Condition: 'IsProd' }] }, false] }, true],
  ])('%s', (_, value, expected) => {
    expect(resolve(value, scope())).toEqual(expected);
  });

  test('a name that does not exist is told in one sentence', () => {
    expect(() => resolve({ Ref: 'Nobody' }, scope())).toThrow('The template of chat refers to Ref Nobody, which does not exist.');
    expect(() => resolve({ 'Fn::ImportValue': 'x' }, scope())).toThrow(
      'The template of chat refers to the export x, which does not exist.',
    );
  });

  test('a function that is not known is told in one sentence', () => {
    expect(() => resolve({ 'Fn::Cidr': [] }, scope())).toThrow('The template of chat uses Fn::Cidr, which the local cloud does not know.');
  });
});
