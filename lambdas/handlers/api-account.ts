import { ExportQuery } from '@parley/protocol';
import { refuseSignedOut } from '../domain/caller.ts';
import type { Ports } from '../domain/deps.ts';
import { type Exporting, exportAccount, exportMessages } from '../domain/export.ts';
import { deleteAccount, type Leaving } from '../domain/farewell.ts';
import { accountPorts } from '../runtime/deps.ts';
import { noGate } from '../runtime/device-gate.ts';
import { done, type HttpRoutes, httpPipeline, ok, withQuery } from '../runtime/pipelines.ts';

/** [H53, H54] Each looks at the caller's sign-in by itself: deleting goes on after it has ended it. */
export const account = (deps: Leaving & Exporting & Pick<Ports, 'logins'>): HttpRoutes => ({
  'DELETE /v1/me': async (call) => {
    await deleteAccount(deps, call);
    return done;
  },
  'GET /v1/me/export': async (call) => {
    await refuseSignedOut(deps, call);
    return ok(await exportAccount(deps, call.userId));
  },
  'GET /v1/me/export/messages': withQuery(ExportQuery, async (call, { cursor }) => {
    await refuseSignedOut(deps, call);
    return ok(await exportMessages(deps, call.userId, cursor));
  }),
});

export const handler = httpPipeline('api-account', (observer) => account(accountPorts(observer)), noGate);
