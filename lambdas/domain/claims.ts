// What is kept while its claim is being put is written as the claim has it, whichever of the two comes first.
import type { Ports } from './deps.ts';
import { declareVoid, isFresh } from './gaps.ts';
import { isFor } from './places.ts';
import { inPool } from './pool.ts';
import type { Claim, KeptEntry, VoidEntry } from './ports.ts';

type Claiming = Pick<Ports, 'messages' | 'meter'>;
type KeptEvent = Exclude<KeptEntry, VoidEntry>;

const AT_A_TIME = 10;

const nameOf = ({ roomId, senderId, clientId }: Pick<Claim, 'roomId' | 'senderId' | 'clientId'>): string =>
  [roomId, senderId, clientId].join(' ');

/** The claim that the sender of an entry puts meanwhile; undefined where it stood before the entry was kept. */
const offerOf = (entry: KeptEntry): Claim | undefined => {
  if (entry.kind === 'void' || entry.print === undefined) return undefined;
  const { roomId, senderId, id: clientId, seq, sentAt, print, claimant = senderId } = entry;
  return { roomId, senderId: claimant, clientId, seq, sentAt, print };
};

const isTheSame = (claim: Claim, offer: Claim): boolean => isFor(claim, offer.seq) && claim.print === offer.print;

/** Its claim is another's: nothing stands at its seq, for good. What is so old that it may have been numbered anew is looked after by whoever writes it. */
const asVoid = async (deps: Claiming, entry: KeptEvent, now: number): Promise<KeptEntry> => {
  const { roomId, seq, sentAt } = entry;
  if (isFresh(entry, now)) return { kind: 'void', roomId, seq, sentAt };
  await declareVoid(deps, { roomId, seq, sentAt });
  return entry;
};

const asClaimed = async (
  deps: Claiming,
  entry: KeptEntry,
  { lately, now }: { lately: ReadonlyMap<string, Claim>; now: number },
): Promise<KeptEntry | undefined> => {
  const offer = offerOf(entry);
  if (offer === undefined || entry.kind === 'void') return entry;
  // One that was seen may have moved on since, but never to this seq: a claim passes to new ones only.
  const claim = lately.get(nameOf(offer)) ?? (await deps.messages.claim(offer));
  if (isTheSame(claim, offer)) return entry;
  return isFor(claim, offer.seq) ? undefined : asVoid(deps, entry, now);
};

/**
 * What becomes of entries by their claims, in their order: an entry itself; a void one, where the command has another seq; undefined, where another try
 * of the command has its seq and said something else, which comes by itself. A claim that is missing is put for the entry. One read for each that was
 * kept while its claim was put; a write more for the few whose claim is not there yet. Throws `unavailable`.
 */
export const byClaims = async (deps: Claiming, entries: readonly KeptEntry[], now: number): Promise<(KeptEntry | undefined)[]> => {
  const offers = entries.flatMap((entry) => offerOf(entry) ?? []);
  const claims = offers.length === 0 ? [] : await deps.messages.claims(offers);
  const lately = new Map(claims.map((claim) => [nameOf(claim), claim]));
  return inPool(entries, AT_A_TIME, (entry) => asClaimed(deps, entry, { lately, now }));
};
