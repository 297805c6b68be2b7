// Crockford's base 32: digits and letters without I, L, O and U. Its order is that of the characters, so ULIDs sort by time.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

const fiveBitsEach = (bytes: Uint8Array): string => Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('');

const randomCharacters = (count: number): string => fiveBitsEach(crypto.getRandomValues(new Uint8Array(count)));

const timeCharacters = (at: number): string => {
  let characters = '';
  for (let rest = at; characters.length < TIME_CHARACTERS; rest = Math.floor(rest / 32))
    characters = ALPHABET.charAt(rest % 32) + characters;
  return characters;
};

/** A new ULID: the time in milliseconds, then 80 random bits. */
export const ulid = (at: number): string => timeCharacters(at) + randomCharacters(RANDOM_CHARACTERS);

/** The time that a ULID's maker read from its clock, milliseconds since the epoch. A claim, not a fact: the maker may be a client. */
export const ulidTime = (id: string): number => {
  let time = 0;
  for (const character of id.slice(0, TIME_CHARACTERS)) time = time * 32 + ALPHABET.indexOf(character);
  return time;
};

export const newRoomId = (at: number): string => `room_${ulid(at)}`;

/** 160 random bits: cannot be guessed in the seconds it lives. */
export const newTicket = (): string => randomCharacters(32);

/** 100 random bits: the link is the only key to the room that it opens. */
export const newInviteCode = (): string => randomCharacters(20);

/** [H9] The id of the room of exactly these people, 130 bits of a hash over them: the same people in any order meet in the same room, without a race. */
export const directRoomId = async (userIds: readonly string[]): Promise<string> => {
  const people = new TextEncoder().encode([...new Set(userIds)].sort().join('\n'));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', people));
  return `room_${fiveBitsEach(digest.subarray(0, TIME_CHARACTERS + RANDOM_CHARACTERS))}`;
};
