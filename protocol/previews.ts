import * as z from 'zod/mini';
import { limits } from './limits.ts';

/** [S32] What a page says of itself: text only, without controls or line breaks. */
export const Preview = z.object({
  /** The link as it stands in the message. */
  url: z.string().check(z.maxLength(limits.previewUrlChars)),
  title: z.string(),
  description: z.optional(z.string()),
  /** The name of the site. */
  site: z.optional(z.string()),
});
export type Preview = z.infer<typeof Preview>;
