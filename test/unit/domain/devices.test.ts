import { refuseSignedOut } from '../../../lambdas/domain/caller.ts';
import { openConnection } from '../../../lambdas/domain/connections.ts';
import { listDevices, signOutDevice, signOutEverywhere, signOutOthers } from '../../../lambdas/domain/devices.ts';
import { startSession } from '../../../lambdas/domain/session.ts';
import { memoryWorld, type World } from '../../support/memory/index.ts';
import { introduce } from '../../support/memory/stage.ts';

let world: World;

/** Somebody begins a session on a device and opens a socket, by a connection of the same name. */
const use = async (deviceId: string, userId = 'ada') => {
  await startSession(world, { userId, deviceId, userAgent: `${deviceId}/1.0` });
  await openConnection(world, { connectionId: deviceId, userId, deviceId });
  world.pass(1_000);
};

beforeEach(async () => {
  world = memoryWorld();
  await introduce(world, 'ada', 'ben');
  for (const device of ['phone', 'laptop', 'tablet']) await use(device);
  await use('foreign', 'ben');
});

const open = () => ['phone', 'laptop', 'tablet', 'foreign'].filter((connectionId) => !world.gateway.disconnected.has(connectionId));

describe('[H52] devices', () => {
  test('are listed, the last used first, and one’s own is marked', async () => {
    const { items } = await listDevices(world, { userId: 'ada', deviceId: 'laptop' });

    expect(items.map(({ deviceId, userAgent, current }) => [deviceId, userAgent, current])).toEqual([
      ['tablet', 'tablet/1.0', false],
      ['laptop', 'laptop/1.0', true],
      ['phone', 'phone/1.0', false],
    ]);
  });

  test('[R20, S42] one that is signed out is told, loses its socket and gets no other', async () => {
    await signOutDevice(world, 'ada', 'phone');

    expect(open()).toEqual(['laptop', 'tablet', 'foreign']);
    expect(world.gateway.framesTo('phone')).toContainEqual({ type: 'signed-out' });
    expect(await world.connections.find('phone')).toBeUndefined();
    await expect(use('phone')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('[R20] a ticket from before does not open a socket after', async () => {
    await signOutDevice(world, 'ada', 'phone');

    const late = openConnection(world, { connectionId: 'late', userId: 'ada', deviceId: 'phone' });

    await expect(late).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await world.connections.find('late')).toBeUndefined();
  });

  test('[R20] one that has opened many sockets loses them all', async () => {
    for (let index = 0; index < 250; index += 1)
      await openConnection(world, { connectionId: `phone-${index}`, userId: 'ada', deviceId: 'phone' });

    await signOutDevice(world, 'ada', 'phone');

    expect(world.gateway.disconnected.size).toBe(251);
    expect(open()).toEqual(['laptop', 'tablet', 'foreign']);
  });

  test('[R20] all others can be signed out at once, those whose device is not known included', async () => {
    await openConnection(world, { connectionId: 'bot', userId: 'ada' });

    await signOutOthers(world, { userId: 'ada', deviceId: 'laptop' });

    expect(open()).toEqual(['laptop', 'foreign']);
    expect(world.gateway.disconnected.has('bot')).toBe(true);
    expect((await listDevices(world, { userId: 'ada' })).items.map(({ deviceId }) => deviceId)).toEqual(['laptop']);
  });

  test('[R20] so are those that have never begun a session; whoever signs in afterwards is in', async () => {
    const signedInAt = world.clock();
    world.pass(1_000);
    const [hidden, later] = [
      { userId: 'ada', deviceId: 'hidden', signedInAt },
      { userId: 'ada', deviceId: 'later', signedInAt: world.clock() },
    ];
    await refuseSignedOut(world, hidden);

    await signOutOthers(world, { userId: 'ada', deviceId: 'unlisted', signedInAt });

    await expect(refuseSignedOut(world, hidden)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(startSession(world, hidden)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(openConnection(world, { connectionId: 'hidden', ...hidden })).rejects.toMatchObject({ code: 'unauthorized' });
    await refuseSignedOut(world, { userId: 'ada', deviceId: 'unlisted', signedInAt });
    await refuseSignedOut(world, { userId: 'ben', deviceId: 'other', signedInAt });
    await startSession(world, later);
  });

  test('[R20] everywhere is everywhere, and nobody else', async () => {
    await signOutEverywhere(world, 'ada');

    expect(open()).toEqual(['foreign']);
  });

  test('nobody signs out the devices of others', async () => {
    await signOutDevice(world, 'ada', 'foreign');

    expect(open()).toContain('foreign');
    await expect(startSession(world, { userId: 'ben', deviceId: 'foreign' })).resolves.toMatchObject({ me: { userId: 'ben' } });
  });
});
