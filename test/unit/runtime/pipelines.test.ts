import { socketPipeline } from '../../../lambdas/runtime/pipelines.ts';
import { aContext, aFrame } from '../../support/events.ts';
import { captureLogs } from '../../support/logs.ts';

const logs = captureLogs();

test('what is counted reaches CloudWatch as one EMF line an invocation, without a room or a user as dimension', async () => {
  const handler = socketPipeline('send', ({ meter }) => async () => {
    meter.count('Delivered', 4);
    meter.count('Delivered', 3);
    meter.time('FanoutTime', 12);
    return undefined;
  });

  await handler(aFrame({}), aContext());

  expect(logs.entries()).toMatchObject([
    {
      service: 'chat',
      Delivered: [4, 3],
      FanoutTime: 12,
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Parley',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'ColdStart', Unit: 'Count' },
              { Name: 'Delivered', Unit: 'Count' },
              { Name: 'FanoutTime', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
    },
  ]);
});

test('an invocation that counts nothing and goes well writes nothing, but that the first was a cold start', async () => {
  const handler = socketPipeline('send', () => async () => undefined);

  await handler(aFrame({}), aContext());
  await handler(aFrame({}), aContext());

  expect(logs.entries()).toMatchObject([{ service: 'chat', ColdStart: 1 }]);
});

test('what was counted before a failure is not lost, and does not count twice', async () => {
  const handler = socketPipeline('send', ({ meter }) => async () => {
    meter.count('Voided', 1);
    throw new Error('x');
  });

  await handler(aFrame({}), aContext());
  await handler(aFrame({}), aContext());

  expect(logs.entries().filter((entry) => 'Voided' in entry)).toMatchObject([{ Voided: 1 }, { Voided: 1 }]);
});

test('a handler is made once, at the first invocation', async () => {
  let made = 0;
  const handler = socketPipeline('send', () => {
    made += 1;
    return async () => undefined;
  });

  const before = made;
  await handler(aFrame({}), aContext());
  await handler(aFrame({}), aContext());

  expect([before, made]).toEqual([0, 1]);
});

test('a handler that could not be made is made at the next invocation', async () => {
  let tries = 0;
  const handler = socketPipeline('send', () => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return async () => undefined;
  });

  const replies = [await handler(aFrame({}), aContext()), await handler(aFrame({}), aContext())];

  expect(replies.map((reply) => reply?.body === undefined)).toEqual([false, true]);
});
