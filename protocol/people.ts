// Who people are and how they are seen: rules H2, H3, H50 and H51.
import * as z from 'zod/mini';
import { Emoji } from './commands.ts';
import { Id, Time } from './ids.ts';
import { limits } from './limits.ts';
import { label, text } from './text.ts';

/** `away`: connected, but not looking. Whoever wants to be invisible is `offline` to everyone else. */
export const PresenceState = z.enum(['online', 'away', 'offline']);
export type PresenceState = z.infer<typeof PresenceState>;

/** How somebody wants to be seen: as they are, as away while connected, or not at all. */
export const Availability = z.enum(['auto', 'away', 'invisible']);
export type Availability = z.infer<typeof Availability>;

/** What somebody is up to. It stands until `expiresAt`, if that is given: from then on a client shows none. */
export const Status = z.object({ text: z.string(), emoji: z.optional(z.string()), expiresAt: z.optional(Time) });
export type Status = z.infer<typeof Status>;

const notifying = {
  /** `calls`: what mentions them, and what is said to them directly. */
  about: z.enum(['everything', 'calls', 'nothing']),
  /** Whether what was said is shown, or only who said it. */
  words: z.boolean(),
};

/** [H50] What somebody's devices tell them of while they do not look at it. */
export const Notifications = z.object(notifying);
export type Notifications = z.infer<typeof Notifications>;

/** A person as everyone in the workspace sees them. */
export const Person = z.object({
  userId: Id,
  name: z.string(),
  /** Unique in the workspace, lower case. Empty for an account that was deleted. */
  handle: z.string(),
  status: z.optional(Status),
  /** The account was deleted; what it said stays. */
  deleted: z.optional(z.boolean()),
});
export type Person = z.infer<typeof Person>;

const about = {
  bio: z.optional(z.string()),
  pronouns: z.optional(z.string()),
  /** An IANA name, `Europe/Berlin`. */
  timeZone: z.optional(z.string()),
};

/** [H3] What a person tells about themselves, and whether they are here now. */
export const Profile = z.extend(Person, { ...about, presence: z.optional(PresenceState) });
export type Profile = z.infer<typeof Profile>;

/** [H2] A person as they see themselves. `away`: a device of theirs said last that nobody looks at it (C4). */
export const Me = z.extend(Person, {
  ...about,
  availability: z.optional(Availability),
  away: z.optional(z.boolean()),
  /** [H60] Whether others see how far they have read, and they how far others have; they do unless it is false. */
  receipts: z.optional(z.boolean()),
  /** Calls, with their words, unless told. */
  notifications: z.optional(Notifications),
  email: z.string(),
  createdAt: Time,
});
export type Me = z.infer<typeof Me>;

export const Handle = z
  .string()
  .check(
    z.trim(),
    z.toLowerCase(),
    z.maxLength(limits.handleChars),
    z.regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be letters, digits, dots, dashes or underscores, beginning with a letter or digit'),
  );

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const empty = z.literal('');
// The pattern leaves out offsets such as +02:00, which know no summer time.
const TimeZone = z.string().check(z.regex(/^[A-Za-z0-9_/+-]{1,64}$/, 'must be a time zone'), z.refine(isTimeZone, 'must be a time zone'));

/** `expiresIn`: how long the status stands, milliseconds; for good if it is not given. */
const NewStatus = z.strictObject({
  text: label(limits.statusChars),
  emoji: z.optional(Emoji),
  expiresIn: z.optional(z.int().check(z.minimum(1), z.maximum(limits.statusMs))),
});

/** [H2] Only the fields given change; an empty text or `null` takes one away. A handle that somebody has is a `conflict`. */
export const UpdateMe = z.strictObject({
  name: z.optional(label(limits.displayNameChars)),
  handle: z.optional(Handle),
  bio: z.optional(z.union([empty, text(limits.bioChars)])),
  pronouns: z.optional(z.union([empty, label(limits.pronounsChars)])),
  timeZone: z.optional(z.union([empty, TimeZone])),
  status: z.optional(z.nullable(NewStatus)),
  availability: z.optional(Availability),
  receipts: z.optional(z.boolean()),
  notifications: z.optional(z.strictObject(notifying)),
});
export type UpdateMe = z.infer<typeof UpdateMe>;

/** [H51] The people asked about. */
export const PresenceQuery = z.strictObject({
  userIds: z.pipe(
    z.pipe(
      z.string().check(z.maxLength(limits.presences * 65)),
      z.transform((ids: string) => ids.split(',')),
    ),
    z.array(Id).check(z.maxLength(limits.presences)),
  ),
});
export type PresenceQuery = z.infer<typeof PresenceQuery>;

/** [H51] Who of them is here now. Those who are not, and those who do not exist, are left out. */
export const Presences = z.object({ items: z.array(z.object({ userId: Id, presence: PresenceState })) });
export type Presences = z.infer<typeof Presences>;
