import { issueTicket } from '../../../lambdas/domain/connections.ts';
import { ChatError } from '../../../lambdas/domain/errors.ts';
import { accounts } from '../../../lambdas/handlers/accounts.ts';
import { fanout } from '../../../lambdas/handlers/fanout.ts';
import { persist } from '../../../lambdas/handlers/persist.ts';
import { sweep } from '../../../lambdas/handlers/sweep.ts';
import { triggerPipeline } from '../../../lambdas/runtime/pipelines.ts';
import { aMessage } from '../../support/builders.ts';
import { aConfirmation, aContext, anSqsEvent } from '../../support/events.ts';
import { captureLogs } from '../../support/logs.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { stage } from '../../support/memory/stage.ts';

captureLogs();

let world: World;
beforeEach(() => {
  world = memoryWorld();
});

describe('persist', () => {
  const deliver = (...bodies: unknown[]) => triggerPipeline('persist', () => persist(world))(anSqsEvent(...bodies), aContext());

  test('writes what the queue brings', async () => {
    const entries = [aMessage({ seq: 1 }), { kind: 'void', roomId: 'room_1', seq: 2, sentAt: world.clock() }];

    expect(await deliver(...entries)).toEqual({ batchItemFailures: [] });
    expect(await world.messages.after('room_1', 0, 10)).toMatchObject({ items: [entries[0]], voids: [2] });
  });

  test('[R2, C31] keeps whom an entry is not delivered to, and tells no reader', async () => {
    await deliver({ ...aMessage({ seq: 1 }), except: 'connection-1=', exceptUser: 'ada' });

    const { items } = await world.messages.deliverable('room_1', 0, 10);
    expect(items).toMatchObject([{ except: 'connection-1=', exceptUser: 'ada' }]);
    expect(JSON.stringify((await world.messages.after('room_1', 0, 10)).items)).not.toContain('except');
  });

  test('only what failed comes again', async () => {
    world.messages.append = async (entries) => entries.filter(({ seq }) => seq === 2);

    const reply = await deliver(aMessage({ seq: 1 }), aMessage({ seq: 2 }), aMessage({ seq: 3 }));

    expect(reply).toEqual({ batchItemFailures: [{ itemIdentifier: 'item-1' }] });
  });

  test.each(['nonsense', '', 'null', '{}', '{"kind":"void"}', '{"kind":"message","roomId":"a#b"}'])(
    'a message of %j is set aside, and does not hold up the others',
    async (damaged) => {
      const reply = await deliver(damaged, aMessage({ seq: 1 }));

      expect(reply).toEqual({ batchItemFailures: [{ itemIdentifier: 'item-0' }] });
      expect((await world.messages.after('room_1', 0, 10)).items).toHaveLength(1);
    },
  );

  test('a batch of which nothing was written fails as a whole', async () => {
    world.messages.append = () => Promise.reject(new ChatError('unavailable', 'Try again.'));

    await expect(deliver(aMessage())).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('fanout', () => {
  const ring = (...bodies: unknown[]) => triggerPipeline('fanout', () => fanout(world))(anSqsEvent(...bodies), aContext());

  test('does the jobs that the queue brings, and takes a connection’s id as the gateway gives it', async () => {
    const jobs = [
      { kind: 'shard', roomId: 'room_1', shard: 0, seq: 1 },
      { kind: 'resend', connectionIds: ['L0SM9cOFvHcCIhw='], frame: '{"type":"pong"}', attempt: 1 },
      { kind: 'gone', connectionIds: ['M0SM9cOFvHcCIhw='] },
    ];

    expect(await ring(...jobs)).toEqual({ batchItemFailures: [] });

    expect(world.gateway.framesTo('L0SM9cOFvHcCIhw=')).toEqual([{ type: 'pong' }]);
  });

  test('only what failed comes again', async () => {
    world.pumps.take = () => Promise.reject(new ChatError('unavailable', 'Try again.'));

    const reply = await ring({ kind: 'gone', connectionIds: [] }, { kind: 'shard', roomId: 'room_1', shard: 0, seq: 1 });

    expect(reply).toEqual({ batchItemFailures: [{ itemIdentifier: 'item-1' }] });
  });

  test('[S4] takes nothing for told that was to be told before', async () => {
    const { world: house } = await stage('ada', 'ben');
    const handle = triggerPipeline('fanout', () => fanout(house));
    const first = anSqsEvent({ kind: 'presence', userId: 'ada' });
    const second = anSqsEvent({ kind: 'presence', userId: 'ada' });
    for (const record of second.Records) record.attributes.ApproximateReceiveCount = '2';

    await handle(first, aContext());
    const known = house.gateway.framesTo('ben-phone');
    await handle(second, aContext());

    expect(known).toEqual([]);
    expect(house.gateway.framesTo('ben-phone')).toEqual([{ type: 'presence', userId: 'ada', state: 'online' }]);
  });

  test.each(['nonsense', 'null', '{}', '{"kind":"shard"}', '{"kind":"gone","connectionIds":[""]}'])(
    'a message of %j is set aside',
    async (damaged) => {
      expect(await ring(damaged)).toEqual({ batchItemFailures: [{ itemIdentifier: 'item-0' }] });
    },
  );
});

describe('accounts', () => {
  const handle = triggerPipeline('accounts', () => accounts(world));

  test('whoever confirms gets a profile, and Cognito its event back', async () => {
    const event = aConfirmation({ sub: 'user-1', email: 'ada@example.com', name: 'Ada Lovelace' });

    expect(await handle(event, aContext())).toBe(event);
    expect(await world.people.get('user-1')).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com' });
  });
});

describe('sweep', () => {
  test('removes what has expired', async () => {
    await issueTicket(world, { userId: 'ada' });
    world.pass(60_000);

    expect(await triggerPipeline('sweep', () => sweep(world))({}, aContext())).toEqual({ removed: 1, expired: 0 });
  });
});
