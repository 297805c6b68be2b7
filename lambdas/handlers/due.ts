import type { Ports } from '../domain/deps.ts';
import { finishFarewells, type Leaving } from '../domain/farewell.ts';
import { type Reminding, remindDue } from '../domain/saved.ts';
import { type Scheduling, sendDue } from '../domain/scheduled.ts';
import { keepsakePorts } from '../runtime/deps.ts';
import { triggerPipeline } from '../runtime/pipelines.ts';

/** What one run does at most; the next one goes on. */
const MOST = 500;
/** Accounts that were deleted and whose rooms are still to be left. */
const FAREWELLS = 20;

/** Every minute: sends the messages and reminders whose time has come, however long ago; goes on with farewells that were cut short. */
export const due = (deps: Reminding & Scheduling & Leaving & Pick<Ports, 'report'>) => async () => ({
  sent: await sendDue(deps, MOST),
  reminded: await remindDue(deps, MOST),
  farewells: await finishFarewells(deps, FAREWELLS),
});

export const handler = triggerPipeline('due', (observer) => due(keepsakePorts('due', observer)));
