import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useChat, useSession } from '../session/session-context.ts';

/** Whether I have blocked somebody. */
export const useBlocked = (userId: string): boolean => useChat((state) => state.blocked.has(userId));

/** Gives the function that blocks somebody, or lifts that, and says so. */
export const useBlocking = () => {
  const { chat } = useSession();
  return async ({ userId, name }: { userId: string; name: string }, on: boolean) => {
    try {
      await chat.block(userId, on);
      toast.done(on ? t.people.blocked(name) : t.people.unblocked(name));
    } catch (error) {
      toast.error(error);
    }
  };
};
