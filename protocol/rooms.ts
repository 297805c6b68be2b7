// Rooms and who is in them. In a file of its own, so that what handles messages carries no schema of a call.
import * as z from 'zod/mini';
import { Head, Id, Time } from './ids.ts';
import { Person } from './people.ts';

/** What stands for a room in a list. `emoji` is empty where the symbol of its kind does; `hue` is one of `limits.avatarHues`. */
export const RoomAvatar = z.object({ emoji: z.string(), hue: z.number() });
export type RoomAvatar = z.infer<typeof RoomAvatar>;

export const RoomKind = z.enum(['public', 'private', 'direct']);
export type RoomKind = z.infer<typeof RoomKind>;

/** A room as its members see it, and a public one as everyone does. */
export const Room = z.object({
  roomId: Id,
  kind: RoomKind,
  /** Empty for a direct room, which is named after its people. */
  name: z.string(),
  topic: z.string(),
  encrypted: z.boolean(),
  archived: z.boolean(),
  avatar: z.optional(RoomAvatar),
  /** Only moderators and owners send messages. */
  announcement: z.optional(z.boolean()),
  /** How long members and guests wait between two messages, seconds; 0, the default, for not at all. */
  slowModeSeconds: z.optional(z.number()),
  /** When it was last brought back from the archive. */
  restoredAt: z.optional(Time),
  createdBy: Id,
  createdAt: Time,
  memberCount: z.number(),
  /** The seq of the newest event; 0 before the first. */
  head: Head,
  /** When that event was sent, or when the room was created. */
  activeAt: Time,
  /** A direct room's people, the caller included. */
  people: z.optional(z.array(Person)),
});
export type Room = z.infer<typeof Room>;

export const Role = z.enum(['owner', 'moderator', 'member', 'guest']);
export type Role = z.infer<typeof Role>;

export const Membership = z.object({
  roomId: Id,
  userId: Id,
  role: Role,
  joinedAt: Time,
  /** Everything at or below has been read. */
  readSeq: Head,
  /** [H36] How often the read mark has been moved back: of two marks that of the later turn stands, of one turn the one further on. */
  readTurn: z.optional(Head),
  /** Until when the member may not send, edit or react. */
  mutedUntil: z.optional(Time),
  /** [H25] Where I keep the room in my list: among the favourites, … */
  favourite: z.optional(z.boolean()),
  /** … or in a section of this name; empty for none. */
  section: z.optional(z.string()),
});
export type Membership = z.infer<typeof Membership>;
