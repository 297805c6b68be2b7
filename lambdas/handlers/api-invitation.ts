import { previewInvite } from '../domain/invites.ts';
import { invitationPorts } from '../runtime/deps.ts';
import { type HttpRoutes, httpPipeline, ok } from '../runtime/pipelines.ts';

/** [H8] The one call that takes no token: it is for people who have no account yet. */
export const invitation = (deps: Parameters<typeof previewInvite>[0]): HttpRoutes => ({
  'GET /v1/invites/{code}': async ({ path }) => ok(await previewInvite(deps, path('code'))),
});

export const handler = httpPipeline('api-invitation', () => invitation(invitationPorts()));
