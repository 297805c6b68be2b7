import { sweepConnections } from '../domain/sweep.ts';
import { sweepPorts } from '../runtime/deps.ts';
import { triggerPipeline } from '../runtime/pipelines.ts';

/** On a schedule: removes connections and tickets that have expired. */
export const sweep = (deps: Parameters<typeof sweepConnections>[0]) => () => sweepConnections(deps);

export const handler = triggerPipeline('sweep', (observer) => sweep(sweepPorts(observer)));
