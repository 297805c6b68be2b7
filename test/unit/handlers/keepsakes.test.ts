import { ChatError } from '../../../lambdas/domain/errors.ts';
import { putScheduled } from '../../../lambdas/domain/scheduled.ts';
import { due } from '../../../lambdas/handlers/due.ts';
import { preview } from '../../../lambdas/handlers/preview.ts';
import { triggerPipeline } from '../../../lambdas/runtime/pipelines.ts';
import { aContext, anSqsEvent } from '../../support/events.ts';
import { captureLogs } from '../../support/logs.ts';
import { freshId, stage } from '../../support/memory/stage.ts';

captureLogs();

test('[H43] due tells how much it did', async () => {
  const { world, roomId } = await stage('ada');
  await putScheduled(world, 'ada', freshId(world), { roomId, text: 'Now.', sendAt: world.clock() + 1 });
  world.pass(1);
  const handle = triggerPipeline('due', () => due(world));

  const done = [await handle({}, aContext()), await handle({}, aContext())];

  expect(done).toMatchObject([
    { sent: 1, reminded: 0 },
    { sent: 0, reminded: 0 },
  ]);
});

describe('[S32] preview', () => {
  const job = (target: number, roomId: string) => ({
    roomId,
    id: `preview-${target}`,
    target,
    senderId: 'ada',
    urls: ['https://a.example/'],
  });

  test('gives back what failed, and lets go what is no job', async () => {
    const { world, roomId } = await stage('ada');
    world.pages = { read: async () => ({ title: 'A' }) };
    world.rooms.number = () => Promise.reject(new ChatError('unavailable', 'Try again.'));
    const handle = triggerPipeline('preview', () => preview(world));

    const reply = await handle(anSqsEvent('nonsense', job(1, roomId)), aContext());

    expect(reply).toEqual({ batchItemFailures: [{ itemIdentifier: 'item-1' }] });
  });
});
