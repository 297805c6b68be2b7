// How far others have read: rules H60, S60 and S61.
import * as z from 'zod/mini';
import { Head, Id, Time } from './ids.ts';

/** [H60] Somebody has read everything at or below `seq`, and said so at `at`. */
export const Receipt = z.object({ userId: Id, seq: Head, at: Time });
export type Receipt = z.infer<typeof Receipt>;

/** [H60] Those of the others in a room of at most `limits.receiptPeople`; none for who tells none. */
export const Receipts = z.object({ items: z.array(Receipt) });
export type Receipts = z.infer<typeof Receipts>;

/** [S60] Somebody in a room of mine has read on. */
export const ReceiptFrame = z.extend(Receipt, { type: z.literal('receipt'), roomId: Id });
/** [S61] Somebody who shares a room with me tells how far they read from now on, or no more: forget what they told. */
export const ReceiptsFrame = z.object({ type: z.literal('receipts'), userId: Id, shown: z.boolean() });
