// Whom one does not want to hear: rules H61 and S62.
import * as z from 'zod/mini';
import { Id, Time } from './ids.ts';
import { Person } from './people.ts';

/** [H61] Somebody whom the caller has blocked, and since when. */
export const Block = z.extend(Person, { blockedAt: Time });
export type Block = z.infer<typeof Block>;

/** [H61] The newest first. */
export const Blocks = z.object({ items: z.array(Block) });
export type Blocks = z.infer<typeof Blocks>;

/** [S62] I have blocked somebody on one of my devices, or do so no more. */
export const BlockFrame = z.object({ type: z.literal('block'), userId: Id, on: z.boolean() });
