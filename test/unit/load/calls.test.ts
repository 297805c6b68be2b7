import { callsBetween, countOf, isPost } from '../../../load/calls.ts';

const call = (functionName: string, action: string, count: number) => ({
  functionName,
  service: action === 'ManageConnections' ? 'execute-api' : 'dynamodb',
  action,
  verdict: 'allowed',
  count,
});

describe('calls to AWS', () => {
  test('between two readings are those that were added', () => {
    const before = [call('send', 'Query', 5), call('send', 'PutItem', 2)];
    const after = [call('send', 'Query', 7), call('send', 'PutItem', 2), call('fanout', 'Query', 3)];

    expect(callsBetween(before, after)).toEqual([call('send', 'Query', 2), call('fanout', 'Query', 3)]);
  });

  test('are counted, all of them or the posts alone', () => {
    const calls = [call('send', 'Query', 5), call('send', 'ManageConnections', 9)];

    expect([countOf(calls), countOf(calls, isPost)]).toEqual([14, 9]);
  });
});
