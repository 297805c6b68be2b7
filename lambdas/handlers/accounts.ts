import type { PostAuthenticationTriggerEvent, PostConfirmationTriggerEvent } from 'aws-lambda';
import { ensureProfile } from '../domain/people.ts';
import { accountsPorts } from '../runtime/deps.ts';
import { triggerPipeline } from '../runtime/pipelines.ts';

type AccountEvent = PostConfirmationTriggerEvent | PostAuthenticationTriggerEvent;

/** Sees that whoever has confirmed their account, or signs in, has a profile: so one that a crash cut short is made at the next sign-in. */
export const accounts =
  (deps: Parameters<typeof ensureProfile>[0]) =>
  async (event: AccountEvent): Promise<AccountEvent> => {
    const { sub, email = '', name = '' } = event.request.userAttributes;
    if (event.triggerSource === 'PostConfirmation_ConfirmForgotPassword') return event;
    await ensureProfile(deps, { userId: sub ?? event.userName, email, name });
    return event;
  };

export const handler = triggerPipeline('accounts', () => accounts(accountsPorts()));
