// What a message costs, as a line: so much by itself, and so much for each connection that it goes to. For whoever knows only how many there were of both.
import { usageOfMessage } from './model.ts';
import { costOf } from './usage.ts';

const costAt = (receivers: number): number =>
  costOf(usageOfMessage({ receivers, shards: 1, eventsAFrame: 1, eventsABatch: 1, jobsABatch: 1 }));

/** Two sizes of rooms whose costs are told (costs/profiles.ts): the line goes through both. */
const [FEW, MANY] = [10, 100];

const delivered = (costAt(MANY) - costAt(FEW)) / (MANY - FEW);

/** US dollars for one of each. Larger rooms cost a little less for what is delivered, and bursts for what is accepted as well. */
export const messagePrice = { accepted: costAt(FEW) - FEW * delivered, delivered } as const;
