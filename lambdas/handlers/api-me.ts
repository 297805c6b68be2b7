import { EmojiImagesQuery, EmojiName, PutEmoji, UpdateMe } from '@parley/protocol';
import { type Blocking, blockPerson, listBlocks, unblockPerson } from '../domain/blocks.ts';
import { addEmoji, type Emojiing, emojiImages, listEmoji, removeEmoji } from '../domain/custom-emoji.ts';
import { getMe, updateMe } from '../domain/people.ts';
import { mePorts } from '../runtime/deps.ts';
import { done, type HttpRoutes, httpPipeline, ok, withQuery } from '../runtime/pipelines.ts';

/** [H2, H61, H70, H71] */
export const me = (deps: Blocking & Emojiing): HttpRoutes => ({
  'GET /v1/me': async ({ userId }) => ok(await getMe(deps, userId)),
  'PATCH /v1/me': async ({ userId, body }) => ok(await updateMe(deps, userId, body(UpdateMe))),
  'GET /v1/blocks': async ({ userId }) => ok(await listBlocks(deps, userId)),
  'PUT /v1/blocks/{userId}': async ({ userId, path }) => {
    await blockPerson(deps, userId, path('userId'));
    return done;
  },
  'DELETE /v1/blocks/{userId}': async ({ userId, path }) => {
    await unblockPerson(deps, userId, path('userId'));
    return done;
  },
  'GET /v1/emoji': async ({ userId }) => ok(await listEmoji(deps, userId)),
  'PUT /v1/emoji/{name}': async ({ userId, part, body }) => ok(await addEmoji(deps, userId, part('name', EmojiName), body(PutEmoji))),
  'DELETE /v1/emoji/{name}': async ({ userId, part }) => {
    await removeEmoji(deps, userId, part('name', EmojiName));
    return done;
  },
  'GET /v1/emoji-images': withQuery(EmojiImagesQuery, async (_call, query) => ok(await emojiImages(deps, query.ids))),
});

export const handler = httpPipeline('api-me', (observer) => me(mePorts(observer)));
