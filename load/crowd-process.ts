// One process of a crowd (crowd.ts): opens sockets, listens, and answers what the crowd's owner asks.
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { answerQuestions } from './child.ts';
import type { Question } from './crowd.ts';
import { lookFrom, missingUpTo, type Sight, see, skip } from './sight.ts';
import type { View } from './view.ts';

/** How often one socket is tried before the process gives up on it, and how long each time: a little longer than the gateway tries. */
const TRIES = 5;
const HANDSHAKE_MS = 30_000;
/** Frames of a room are the same for all its sockets but the sender's: each is parsed once. */
const KNOWN_FRAMES = 500;

interface Place {
  socket: WebSocket;
  sight: Sight;
}

const places = new Set<Place>();
let roomId = '';
let lost = 0;
/** How long events took, whole milliseconds to how many took so long. */
let lags = new Map<number, number>();
let frames = 0;
let from = 0;

interface Heard {
  seqs: number[];
  /** When each was sent, milliseconds since the epoch. */
  sentAt: number[];
  /** Seqs that are void. */
  voids: number[];
}

let known = new Map<string, Heard>();

const read = (text: string): Heard => {
  const frame = JSON.parse(text);
  const events = frame.type === 'event' ? [frame] : frame.type === 'events' ? frame.events : [];
  const own = events.filter((event: { roomId: string }) => event.roomId === roomId);
  return {
    seqs: own.map(({ seq }: { seq: number }) => seq),
    sentAt: own.map(({ sentAt }: { sentAt: number }) => sentAt),
    voids: frame.type === 'void' && frame.roomId === roomId ? frame.seqs : [],
  };
};

const heard = (text: string): Heard => {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= KNOWN_FRAMES) known = new Map();
  const fresh = read(text);
  known.set(text, fresh);
  return fresh;
};

const hear = (place: Place, text: string): void => {
  const { seqs, sentAt, voids } = heard(text);
  for (const seq of voids) skip(place.sight, seq);
  if (seqs.length === 0) return;
  frames += 1;
  const now = Date.now();
  for (const [index, seq] of seqs.entries()) {
    if (!see(place.sight, seq)) continue;
    const lag = Math.max(0, now - (sentAt[index] ?? now));
    lags.set(lag, (lags.get(lag) ?? 0) + 1);
  }
};

const openOne = (url: string, token: string): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MS,
      skipUTF8Validation: true,
      headers: { authorization: `Bearer ${token}` },
    });
    socket.once('open', () => resolve(socket)).once('error', reject);
  });

const takePlace = async (url: string, token: string): Promise<void> => {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const socket = await openOne(url, token);
      const place: Place = { socket, sight: lookFrom(from) };
      places.add(place);
      socket.on('message', (data) => hear(place, String(data)));
      socket.on('error', () => {});
      socket.on('close', () => {
        places.delete(place);
        lost += 1;
      });
      return;
    } catch {
      await delay(Math.random() * 1_000 * attempt);
    }
  }
};

const open = async ({ url, room, tokens, atOnce }: Extract<Question, { ask: 'open' }>): Promise<void> => {
  roomId = room;
  const waiting = [...tokens];
  const work = async () => {
    for (let token = waiting.shift(); token !== undefined; token = waiting.shift()) await takePlace(url, token);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};

const look = (seq: number): void => {
  from = seq;
  frames = 0;
  lags = new Map();
  for (const place of places) place.sight = lookFrom(seq);
};

const view = (upTo: number): View => {
  const sum = (of: (sight: Sight) => number) => [...places].reduce((total, { sight }) => total + of(sight), 0);
  return {
    sockets: places.size,
    lost,
    frames,
    missing: sum((sight) => missingUpTo(sight, upTo)),
    late: sum(({ late }) => late),
    repeated: sum(({ repeated }) => repeated),
    lags: [...lags],
  };
};

answerQuestions<Question, View>(async (question) => {
  if (question.ask === 'open') await open(question);
  if (question.ask === 'look') look(question.from);
  return view(question.ask === 'view' ? question.upTo : from);
});
