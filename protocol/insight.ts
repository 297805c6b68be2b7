// How a deployment is, for those who run it: rule H15.
import * as z from 'zod/mini';
import { Time } from './ids.ts';

/** The group of the user pool whose members run the deployment. Cognito says in their access tokens (`cognito:groups`) that they are in it. */
export const operatorsGroup = 'operators';

/** How far back one looks: an hour by minutes, a day by hours, a week by quarters of a day. */
export const ActivitySpan = z.enum(['hour', 'day', 'week']);
export type ActivitySpan = z.infer<typeof ActivitySpan>;

/** [H15] */
export const ActivityQuery = z.strictObject({ over: ActivitySpan });
export type ActivityQuery = z.infer<typeof ActivityQuery>;

/** What was measured in one step of the time that is looked at. */
export const ActivityStep = z.object({
  /** Events taken into rooms' logs, of every kind. */
  accepted: z.number(),
  /** Posts to connections. In large rooms and in bursts one post brings several events. */
  delivered: z.number(),
  /** From an event's number to its arrival, as clients tell of a sample (C40), milliseconds; missing where none told. */
  receiveMs: z.optional(z.object({ p50: z.number(), p95: z.number() })),
});
export type ActivityStep = z.infer<typeof ActivityStep>;

/** [H15] Measurements arrive within some minutes: the last steps may still grow. */
export const Activity = z.object({
  /** When the first step begins. Steps lie on the clock: on whole minutes, or on whole hours of UTC. */
  from: Time,
  stepMs: z.number(),
  /** In their order, the last one still under way. */
  steps: z.array(ActivityStep),
  /** At list prices, on the messages' way, worked out from what was counted (docs/costs.md); without what open sockets cost. */
  dollars: z.object({
    /** For what was accepted and delivered in all steps. */
    all: z.number(),
    /** What a million delivered cost at this rate; missing where nothing was delivered. */
    perMillionDelivered: z.optional(z.number()),
  }),
});
export type Activity = z.infer<typeof Activity>;
