import { runCost } from '../../../load/cost.ts';
import { addUsage, readInvocations } from '../../../load/usage.ts';

const call = (functionName: string, service: string, action: string, count: number, verdict = 'allowed', units = count) => ({
  functionName,
  service,
  action,
  verdict,
  count,
  units,
});

describe('what a run used', () => {
  test('invocations are read from the metrics', () => {
    const text = [
      'parley_invocation_milliseconds_bucket{function="send",le="5"} 1',
      'parley_invocation_milliseconds_sum{function="send"} 12.5',
      'parley_invocation_milliseconds_count{function="send"} 3',
      'parley_invocation_milliseconds_sum{function="api-rooms"} 7',
      'parley_invocation_milliseconds_count{function="api-rooms"} 1',
    ].join('\n');

    expect(readInvocations(text)).toEqual([
      { functionName: 'send', count: 3, milliseconds: 12.5 },
      { functionName: 'api-rooms', count: 1, milliseconds: 7 },
    ]);
  });

  test('the lives of a cloud add up', () => {
    const one = {
      calls: [call('send', 'sqs', 'SendMessage', 2)],
      invocations: [{ functionName: 'send', count: 2, milliseconds: 8 }],
      cpuMs: 5,
    };
    const two = {
      calls: [call('send', 'sqs', 'SendMessage', 3), call('send', 'sqs', 'SendMessage', 1, 'failed')],
      invocations: [{ functionName: 'persist', count: 1, milliseconds: 9 }],
      cpuMs: 6,
    };

    expect(addUsage(one, two)).toEqual({
      calls: [call('send', 'sqs', 'SendMessage', 5), call('send', 'sqs', 'SendMessage', 1, 'failed')],
      invocations: [
        { functionName: 'send', count: 2, milliseconds: 8 },
        { functionName: 'persist', count: 1, milliseconds: 9 },
      ],
      cpuMs: 11,
    });
  });

  test('costs what AWS bills: units, not calls, and the queues’ hand-overs', () => {
    const lines = runCost({
      calls: [
        call('send', 'dynamodb', 'UpdateItem', 2_000_000),
        call('send', 'dynamodb', 'UpdateItem', 1_000_000, 'denied', 0),
        call('persist', 'dynamodb', 'BatchWriteItem', 10_000, 'allowed', 1_000_000),
        call('send', 'dynamodb', 'Query', 1_000_000, 'allowed', 500_000),
        call('send', 'sqs', 'SendMessage', 1_000_000),
        call('send', 'execute-api', 'ManageConnections', 1_000_000),
      ],
      invocations: [
        { functionName: 'send', count: 1_000_000, milliseconds: 1_000_000 },
        { functionName: 'persist', count: 1_000_000, milliseconds: 0 },
        { functionName: 'api-session', count: 1_000_000, milliseconds: 0 },
      ],
      cpuMs: 0,
      frames: 3_000_000,
      socketMinutes: 1_000_000,
    });

    expect(lines.map(({ service, cost }) => [service, cost])).toEqual([
      ['API Gateway', 3],
      ['API Gateway', 0.25],
      ['API Gateway', 1],
      ['DynamoDB', 1.875],
      ['DynamoDB', 0.0625],
      ['SQS', expect.closeTo(1.2)],
      ['Lambda', expect.closeTo(0.6)],
      ['Lambda', expect.closeTo(0.0133334)],
    ]);
  });
});
