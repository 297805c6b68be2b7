// Emoji that people add to the deployment: rules H70 and S70.
import * as z from 'zod/mini';
import { EmojiName } from './commands.ts';
import { Id, Time } from './ids.ts';
import { limits } from './limits.ts';

/** [H70] An emoji of this deployment's own, written `:name:`. */
export const CustomEmoji = z.object({
  name: z.string(),
  /** Of its picture, which never changes: one that is taken away and added anew has another. */
  emojiId: Id,
  /** Who added it, as far as the caller may know of them (H20). */
  createdBy: z.optional(Id),
  createdAt: Time,
});
export type CustomEmoji = z.infer<typeof CustomEmoji>;

/** [H70] All of them, by name. */
export const CustomEmojis = z.object({ items: z.array(CustomEmoji) });
export type CustomEmojis = z.infer<typeof CustomEmojis>;

/** Base64 of bytes, four characters for three of them. */
const base64 = (bytes: number) =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(Math.ceil(bytes / 3) * 4),
      z.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'must be base64'),
    );

/** [H70] `image` is a PNG, GIF or WebP in base64. What it is its bytes say. */
export const PutEmoji = z.strictObject({ image: base64(limits.emojiBytes) });
export type PutEmoji = z.infer<typeof PutEmoji>;

/** [H71] */
export const EmojiImagesQuery = z.strictObject({
  ids: z.pipe(
    z.pipe(
      z.string().check(z.maxLength(limits.emojiImages * 65)),
      z.transform((ids: string) => ids.split(',')),
    ),
    z.array(Id).check(z.maxLength(limits.emojiImages)),
  ),
});
export type EmojiImagesQuery = z.infer<typeof EmojiImagesQuery>;

export const ImageType = z.enum(['image/png', 'image/gif', 'image/webp']);
export type ImageType = z.infer<typeof ImageType>;

/** [H71] The picture of an emoji; `image` is base64. */
export const EmojiImage = z.object({ emojiId: Id, type: ImageType, image: z.string() });
export type EmojiImage = z.infer<typeof EmojiImage>;

/** [H71] In no order. Those that there are not are left out. */
export const EmojiImages = z.object({ items: z.array(EmojiImage) });
export type EmojiImages = z.infer<typeof EmojiImages>;

/** [S70] There is a new emoji of this name; without `emoji` there is none any more. */
export const EmojiFrame = z.object({ type: z.literal('emoji'), name: EmojiName, emoji: z.optional(CustomEmoji) });
export type EmojiFrame = z.infer<typeof EmojiFrame>;
