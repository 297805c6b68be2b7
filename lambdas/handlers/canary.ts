import { type Visiting, visitStage } from '../domain/canary.ts';
import { canaryPorts } from '../runtime/deps.ts';
import { triggerPipeline } from '../runtime/pipelines.ts';

/** Each hour: tries whether the stage works for people. A visit that failed fails the invocation, so that Lambda tries it again. */
export const canary = (deps: Visiting) => () => visitStage(deps);

export const handler = triggerPipeline('canary', (observer) => canary(canaryPorts(observer)));
