import { actorFrom, newActor, newRoom, openSockets, readOutputs, signIn, until } from '../support/black-box.ts';
import { makeOperator } from '../support/operator.ts';
import { testWith } from '../support/targets.ts';

// CloudWatch has what was measured within some minutes.
const MEASURED_MS = 240_000;
jest.setTimeout(MEASURED_MS + 60_000);

const outputs = readOutputs();
const connect = openSockets();

describe('insight', () => {
  testWith('measurements', '[H15] whoever runs the deployment sees what it carries and what that costs', async () => {
    const [ada, bea] = [await newActor(outputs, 'Ada'), await newActor(outputs, 'Bea')];
    const roomId = await newRoom(ada, bea);
    const [socket] = [await connect(ada), await connect(bea)];
    await makeOperator(outputs, ada.email);
    const operator = actorFrom(outputs, ada.email, ada.name, await signIn(outputs, ada.email));

    for (let message = 0; message < 3; message += 1) await socket.ask({ action: 'send', roomId, text: `message ${message}` });

    const activity = await until(
      'what was said to be counted',
      async () => {
        const { status, body } = await operator.call('GET', '/insight/activity?over=hour');
        expect(status).toBe(200);
        const sum = (name: 'accepted' | 'delivered') =>
          body.steps.reduce((total: number, step: Record<string, number>) => total + Number(step[name]), 0);
        return sum('accepted') >= 3 && sum('delivered') >= 3 ? body : undefined;
      },
      MEASURED_MS,
    );
    expect(activity).toMatchObject({ stepMs: 60_000, from: expect.any(Number) });
    expect(activity.steps).toHaveLength(60);
    expect(activity.dollars.all).toBeGreaterThan(0);
    expect(activity.dollars.perMillionDelivered).toBeGreaterThan(1);
    expect((await operator.call('GET', '/insight/activity?over=year')).body).toMatchObject({ status: 400, code: 'bad_request' });
  });

  test('[H15] nobody else does', async () => {
    const ada = await newActor(outputs, 'Ada');

    const { status, body } = await ada.call('GET', '/insight/activity?over=hour');

    expect([status, body.code]).toEqual([403, 'forbidden']);
  });
});
