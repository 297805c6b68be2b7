import { type Draft, type DraftFrame, type Drafts, limits, type PutDraft } from '@parley/protocol';
import { tellUser } from './delivery.ts';
import type { Delivery, Ports } from './deps.ts';
import { ChatError } from './errors.ts';
import { permitted } from './permissions.ts';

export type Drafting = Delivery & Pick<Ports, 'rooms' | 'memberships' | 'drafts'>;

const tell = (deps: Drafting, userId: string, draft: Draft): Promise<void> => {
  const frame: DraftFrame = { type: 'draft', ...draft };
  return tellUser(deps, userId, frame);
};

/** [H41] Every draft of the user. */
export const listDrafts = async (deps: Pick<Ports, 'drafts'>, userId: string): Promise<Drafts> => ({
  items: await deps.drafts.ofUser(userId),
});

/** [H41] Keeps the draft and tells the user's devices. Of two, the one that came last stands. Throws `not_found` for a room that one may not see. */
export const putDraft = async (deps: Drafting, userId: string, roomId: string, { text }: PutDraft): Promise<Draft> => {
  await permitted(deps, userId, roomId, 'see');
  const drafts = await deps.drafts.ofUser(userId);
  if (drafts.length >= limits.drafts && !drafts.some((draft) => draft.roomId === roomId))
    throw new ChatError('conflict', `At most ${limits.drafts} drafts are kept.`);
  const draft = { roomId, text, updatedAt: deps.clock() };
  await deps.drafts.put(userId, draft);
  await tell(deps, userId, draft);
  return draft;
};

/** [H41] Idempotent; also for a room that one may not see any more. */
export const removeDraft = async (deps: Drafting, userId: string, roomId: string): Promise<void> => {
  if (await deps.drafts.remove(userId, roomId)) await tell(deps, userId, { roomId, text: '', updatedAt: deps.clock() });
};
