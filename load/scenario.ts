// What happens in a run, and when: decided by the seed before it begins.
import { pick, type Random, seeded } from './random.ts';

export interface Profile {
  clients: number;
  rooms: number;
  /** Entries of the rooms' logs, messages and changes to them. */
  messages: number;
  /** Entries a second, all rooms together. */
  rate: number;
  /** How often each client's network is cut, milliseconds; 0 never. */
  cutEveryMs: number;
  cutForMs: number;
  /** How often the whole local cloud is killed (SIGKILL) and started again. */
  restarts: number;
  /** How often every function is replaced by a new one while people chat. */
  rolls: number;
  /** Whether how long things took decides too. On a machine that does other things meanwhile it says nothing. */
  timed: boolean;
}

export type Saying = 'message' | 'edit' | 'delete' | 'react';

export type Step =
  | { at: number; kind: 'say'; client: number; room: number; what: Saying }
  | { at: number; kind: 'cut' | 'mend'; client: number }
  | { at: number; kind: 'restart' | 'roll' };

export interface Scenario {
  /** The clients of each room. */
  members: number[][];
  /** By time, milliseconds from the beginning. */
  steps: Step[];
  /** When the last step is over. */
  durationMs: number;
}

/** A group of fewer would hardly be one. */
const LEAST_SEATS = 6;

/** Cuts end this long before the talk does: I3 speaks of what is so after the last fault. */
const CALM_END_MS = 5_000;

/**
 * Four groups, or as many as have members enough, and each room is one group's: everybody listens on the same socket as a group that they have
 * nothing to do with.
 */
const seatClients = ({ clients, rooms }: Profile): number[][] => {
  const groups = Math.max(1, Math.min(4, rooms, Math.floor(clients / LEAST_SEATS)));
  return Array.from({ length: rooms }, (_, room) =>
    Array.from({ length: clients }, (_, client) => client).filter((client) => client % groups === room % groups),
  );
};

const whatToSay = (random: Random): Saying => {
  const chance = random();
  if (chance < 0.05) return 'edit';
  if (chance < 0.08) return 'delete';
  return chance < 0.15 ? 'react' : 'message';
};

const evenly = (kind: 'restart' | 'roll', count: number, durationMs: number): Step[] =>
  Array.from({ length: count }, (_, index) => ({ at: ((index + 1) * durationMs) / (count + 1), kind }));

export const planScenario = (profile: Profile, seed: number): Scenario => {
  const random = seeded(seed);
  const members = seatClients(profile);
  const durationMs = (profile.messages / profile.rate) * 1000;
  const steps: Step[] = [...evenly('restart', profile.restarts, durationMs), ...evenly('roll', profile.rolls, durationMs)];
  for (let number = 0; number < profile.messages; number += 1) {
    const room = number % profile.rooms;
    const at = ((number + random()) * 1000) / profile.rate;
    steps.push({ at, kind: 'say', client: pick(members[room] ?? [], random), room, what: whatToSay(random) });
  }
  const { cutEveryMs, cutForMs } = profile;
  for (let client = 0; cutEveryMs > 0 && client < profile.clients; client += 1) {
    const phase = random() * cutEveryMs;
    for (let at = phase; at + cutForMs < durationMs - CALM_END_MS; at += cutEveryMs)
      steps.push({ at, kind: 'cut', client }, { at: at + cutForMs, kind: 'mend', client });
  }
  return { members, steps: steps.sort((a, b) => a.at - b.at), durationMs };
};
