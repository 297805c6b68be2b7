import { messagePrice } from '../../../costs/line.ts';
import { usageOfMessage } from '../../../costs/model.ts';
import { costOf } from '../../../costs/usage.ts';

test.each([1, 3, 10, 50, 100, 200])('a message to %i others costs what the model says, within 5 %%', (receivers) => {
  const modelled = costOf(usageOfMessage({ receivers, shards: 1, eventsAFrame: 1, eventsABatch: 1, jobsABatch: 1 }));

  expect(Math.abs((messagePrice.accepted + receivers * messagePrice.delivered) / modelled - 1)).toBeLessThan(0.05);
});
