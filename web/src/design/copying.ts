import { t } from '../languages/language.ts';
import { toast } from './toast.tsx';

/** Puts the text on the clipboard, and says so in these words. What a browser says that does not let it is for developers. */
export const copyText = async (text: string, done: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    toast.error({ message: t.design.notCopied });
    return;
  }
  toast.done(done);
};
