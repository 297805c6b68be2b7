// One run of the delivery proof: a local cloud in its own process, people who chat, and everything that may go wrong meanwhile.
import { setTimeout as delay } from 'node:timers/promises';
import type { RunUsage } from './cost.ts';
import { type Device, newObservation, type Observation, openDevice } from './device.ts';
import { type Host, startHost } from './host.ts';
import { askAsStrangers, compareScreens, readHistory } from './inquest.ts';
import type { Ledger } from './ledger.ts';
import { type Actor, enrol, gather, inTurns } from './people.ts';
import type { Progress } from './progress.ts';
import { type Profile, planScenario, type Scenario, type Step } from './scenario.ts';

export interface RunOptions {
  profile: Profile;
  seed: number;
  /** What goes wrong in the local cloud while people chat; see docs/faults.md. */
  plan: string | undefined;
  /** Where the local cloud keeps its data. */
  data: string;
  progress: Progress;
  /** The cloud assembly that it serves. Default: one is synthesized at each start. */
  assembly?: string | undefined;
}

/** One second of the run. */
export interface Second {
  /** Entries shown, all devices together. */
  shown: number;
  /** Clients that are online. */
  online: number;
  /** Clients whose network is cut. */
  cut: number;
}

export interface Run {
  ledger: Ledger;
  observation: Observation;
  seconds: Second[];
  outages: Host['outages'];
  /** Milliseconds since the epoch. */
  beganAt: number;
  /** From the first word to the moment that everybody showed everything, milliseconds. */
  durationMs: number;
  /** From the last fault and the last ack to that moment, milliseconds. */
  settledMs: number;
  cuts: number;
  rolls: number;
  /** Sockets lost though nobody cut the client's network: with the cloud, or to its faults. */
  strays: number;
  usage: RunUsage;
}

const ENROLLED_AT_ONCE = 4;
const CONNECTED_AT_ONCE = 8;
const ONLINE_MS = 120_000;
/** I3's bound. */
const SETTLE_MS = 5_000;
/** A run in which nobody has shown anything for so long is judged as it stands. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_S = 5;

/** Gives whether it came true in time. */
const until = async (holds: () => boolean, timeoutMs: number): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
};

/** Signs people up and puts them into their rooms. */
const assemble = async (host: Host, { members }: Scenario, { profile, progress }: RunOptions, ledger: Ledger) => {
  const names = Array.from({ length: profile.clients }, (_, index) => `person${index + 1}`);
  let ready = 0;
  const actors = await inTurns(names, ENROLLED_AT_ONCE, async (name) => {
    const actor = await enrol(host.cloud().outputs, name);
    ready += 1;
    progress.show(ready / names.length, `${ready} of ${names.length} people signed up`);
    return actor;
  });
  const roomIds: string[] = [];
  for (const clients of members) {
    const people = clients.flatMap((client) => actors[client] ?? []);
    const roomId = await gather(people, `Room ${roomIds.length + 1}`);
    roomIds.push(roomId);
    ledger.members[roomId] = people.map(({ name }) => name);
    progress.show(roomIds.length / members.length, `${roomIds.length} of ${members.length} rooms`);
  }
  return { actors, roomIds };
};

/** A device for each; between them they have every room on screen. */
const openDevices = (host: Host, actors: readonly Actor[], roomIds: readonly string[], observation: Observation): Device[] =>
  actors.map((actor, client) => {
    const own = roomIds.filter((roomId) => observation.ledger.members[roomId]?.includes(actor.name));
    return openDevice(actor, own, own[client % own.length] ?? '', host.cloud().outputs.httpUrl, observation);
  });

const goOnline = async (devices: readonly Device[], { starts }: Ledger): Promise<void> => {
  await inTurns(devices, CONNECTED_AT_ONCE, async ({ chat, name, isOnline, openRoomId }) => {
    chat.start();
    if (!(await until(isOnline, ONLINE_MS))) throw new Error(`${name} did not come online.`);
    chat.openRoom(openRoomId);
  });
  const loaded = () => devices.every(({ chat, openRoomId }) => chat.getState().rooms[openRoomId]?.loading === 'none');
  if (!(await until(loaded, ONLINE_MS))) throw new Error('Not every device could load its room.');
  for (const { chat } of devices)
    for (const [roomId, { head }] of Object.entries(chat.getState().rooms)) starts[roomId] = Math.max(starts[roomId] ?? 0, head);
};

/** Plays the scenario on the clock of now, second by second noted. Ends when the last step is done. */
const perform = async (
  { steps, durationMs: plannedMs }: Scenario,
  host: Host,
  devices: readonly Device[],
  roomIds: readonly string[],
  { ledger, observation, progress }: { ledger: Ledger; observation: Observation; progress: Progress },
) => {
  const beganAt = Date.now();
  const elapsed = () => Date.now() - beganAt;
  const cut = new Set<number>();
  const seconds: Second[] = [];
  let restarts = Promise.resolve();
  const played = { cuts: 0, rolls: 0, words: 0, lastFaultAt: beganAt };

  const act = (step: Step): void => {
    const device = 'client' in step ? devices[step.client] : undefined;
    switch (step.kind) {
      case 'say':
        played.words += 1;
        device?.say(roomIds[step.room] ?? '', step.what, `${played.words}: what ${device.name} says`);
        return;
      case 'cut':
        played.cuts += 1;
        cut.add(step.client);
        device?.cut();
        return;
      case 'mend':
        cut.delete(step.client);
        played.lastFaultAt = Date.now();
        device?.mend();
        return;
      case 'restart':
        progress.note(`${(elapsed() / 1_000).toFixed(0)} s: the local cloud is killed and started again`);
        // One after another, however long the last one took.
        restarts = restarts.then(host.restart).then(() => {
          played.lastFaultAt = Date.now();
        });
        return;
      case 'roll':
        progress.note(`${(elapsed() / 1_000).toFixed(0)} s: every function is replaced`);
        played.rolls += 1;
        played.lastFaultAt = Date.now();
        host.cloud().roll();
        return;
    }
  };

  let shownBefore = observation.shown;
  const ticking = setInterval(() => {
    const second = { shown: observation.shown - shownBefore, online: devices.filter((device) => device.isOnline()).length, cut: cut.size };
    seconds.push(second);
    shownBefore = observation.shown;
    if (seconds.length % LOOK_EVERY_S === 0) void host.look();
    progress.show(
      Math.min(1, elapsed() / plannedMs),
      `${elapsed() > plannedMs ? 'settling, ' : ''}${played.words} said, ${observation.shown} shown, ${second.shown}/s, ${second.online} online, ${played.cuts} cuts`,
    );
  }, 1_000);

  for (const step of steps) {
    const wait = step.at - elapsed();
    if (wait > 0) await delay(wait);
    act(step);
  }
  await restarts;
  for (let shown = -1; shown < observation.shown; ) {
    shown = observation.shown;
    if (await until(() => devices.every((device) => device.lacks().length === 0), PATIENCE_MS)) break;
  }
  clearInterval(ticking);
  const durationMs = elapsed();
  const settledMs = Date.now() - Math.max(played.lastFaultAt, observation.lastAckAt);
  for (const device of devices)
    for (const { roomId, detail } of device.lacks()) ledger.late.push({ roomId, detail: `${device.name}, after all: ${detail}` });
  return { beganAt, seconds, durationMs, settledMs, cuts: played.cuts, rolls: played.rolls, strays: observation.strays };
};

/** Runs it all. Rejects if people cannot even be signed up; whatever goes wrong later is in the ledger. */
export const runDelivery = async (options: RunOptions): Promise<Run> => {
  const { profile, seed, plan, assembly, data, progress } = options;
  const scenario = planScenario(profile, seed);
  const observation = newObservation();
  const { ledger } = observation;
  const host = await startHost(data, plan, assembly);
  try {
    const { actors, roomIds } = await assemble(host, scenario, options, ledger);
    // People sign up in peace; faults begin with the next life of the cloud.
    await host.restart();
    host.forget();
    const devices = openDevices(host, actors, roomIds, observation);
    await goOnline(devices, ledger);

    const played = await perform(scenario, host, devices, roomIds, { ledger, observation, progress });
    if (profile.timed && played.settledMs > SETTLE_MS)
      ledger.late.push({ roomId: 'all', detail: `everybody, after ${played.settledMs} ms` });

    progress.show(1, 'reading the history');
    await inTurns(roomIds, roomIds.length, async (roomId, index) => {
      const reader = actors[scenario.members[index]?.[0] ?? 0];
      if (reader !== undefined) ledger.histories[roomId] = await readHistory(reader, roomId);
    });
    await compareScreens(devices, ledger);
    await askAsStrangers(actors, ledger);
    await host.look();
    await Promise.all(devices.map(({ chat }) => chat.stop()));
    progress.end();
    return {
      ...played,
      ledger,
      observation,
      outages: host.outages,
      usage: {
        ...host.usage(),
        frames: observation.frames.sent + observation.frames.heard,
        socketMinutes: played.seconds.reduce((sum, { online }) => sum + online, 0) / 60,
      },
    };
  } finally {
    await host.stop();
  }
};
