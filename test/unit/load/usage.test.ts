import { costOf } from '../../../load/cost.ts';
import { addUsage, readInvocations } from '../../../load/usage.ts';

const call = (functionName: string, service: string, action: string, count: number, verdict = 'allowed') => ({
  functionName,
  service,
  action,
  verdict,
  count,
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

  test('costs what was carried out, a batch by its entries', () => {
    const lines = costOf({
      calls: [
        call('send', 'dynamodb', 'UpdateItem', 2_000_000),
        call('send', 'dynamodb', 'UpdateItem', 1_000_000, 'failed'),
        call('persist', 'dynamodb', 'BatchWriteItem', 10_000),
        call('send', 'dynamodb', 'Query', 1_000_000),
        call('send', 'sqs', 'SendMessage', 1_000_000),
      ],
      invocations: [
        { functionName: 'send', count: 1_000_000, milliseconds: 1_000_000 },
        { functionName: 'api-session', count: 1_000_000, milliseconds: 0 },
      ],
      cpuMs: 0,
      frames: 3_000_000,
      socketMinutes: 1_000_000,
      batchedWrites: 1_000_000,
    });

    expect(Object.fromEntries(lines.map(({ service, of, cost }) => [`${service} ${of}`, cost]))).toEqual({
      'API Gateway WebSocket messages': 3,
      'API Gateway connection minutes': 0.25,
      'API Gateway HTTP requests': 1,
      'DynamoDB writes': 1.875,
      'DynamoDB reads': 0.125,
      'SQS requests': 0.4,
      'Lambda invocations': 0.4,
      'Lambda GB-seconds': expect.closeTo(0.0133334),
    });
  });
});
