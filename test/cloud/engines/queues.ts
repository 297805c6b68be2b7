import type { QueueDefinition } from '../../../local/ports.ts';

export const aQueue = (name: string): QueueDefinition => ({
  name,
  arn: `arn:aws:sqs:eu-central-1:000000000000:${name}`,
  url: `http://127.0.0.1:4603/000000000000/${name}`,
  visibilitySeconds: 30,
  retentionSeconds: 4 * 86_400,
});
