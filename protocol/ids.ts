import * as z from 'zod/mini';

/** An opaque id. Never parse one: a user's is Cognito's `sub`, a room's begins with `room_`. */
export const Id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be an id'));
export type Id = z.infer<typeof Id>;

/** A client-made ULID: 26 characters of Crockford's base 32, its first ten the time in milliseconds. */
export const ClientId = z.string().check(z.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'must be a ULID'));
export type ClientId = z.infer<typeof ClientId>;

/** The place of an event in its room: 1, 2, 3, … without end (R1). */
export const Seq = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));
export type Seq = z.infer<typeof Seq>;

/** The largest seq known of a room; 0 before its first event. Also a read mark: everything at or below has been read. */
export const Head = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));

/** Milliseconds since the epoch, set by the server. */
export const Time = z.int().check(z.minimum(0));
