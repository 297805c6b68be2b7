// What a local cloud would have cost on AWS, from its cost meter.
import * as z from 'zod/mini';

const Bill = z.object({ total: z.number(), accepted: z.number(), delivered: z.number() });
export type Bill = z.infer<typeof Bill>;

/** Since the cloud started. */
export const readBill = async (usageUrl: string): Promise<Bill> => Bill.parse(await (await fetch(usageUrl)).json());

export const billBetween = (before: Bill, after: Bill): Bill => ({
  total: after.total - before.total,
  accepted: after.accepted - before.accepted,
  delivered: after.delivered - before.delivered,
});
