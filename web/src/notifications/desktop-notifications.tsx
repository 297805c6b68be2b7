import { type ChatState, realTimers } from '@parley/client';
import { useEffect } from 'react';
import { navigate } from '../route.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { openTabs } from '../session/tabs.ts';
import { soundsHere } from './device.ts';
import { isLookedAt, useLooking } from './looking.ts';
import type { News } from './news.ts';
import { startNotifier } from './notifier.ts';
import { playTone } from './sound.ts';
import { wordsOf } from './words.ts';

/** Shows it through the system. Gives the function that takes it away. */
const show = (userId: string, news: News, state: ChatState): (() => void) => {
  const { roomId, seq, thread } = news;
  const { title, body } = wordsOf(news, state);
  // The tone is the app's own, or there is none.
  const notification = new Notification(title, { body, tag: `parley:${userId}:${roomId}`, icon: '/icon-192.png', silent: true });
  notification.onclick = () => {
    focus();
    navigate({ page: 'room', roomId, ...(thread === undefined ? { seq } : { thread }) });
    notification.close();
  };
  if (soundsHere()) void playTone();
  return () => notification.close();
};

const Notifying = ({ userId }: { userId: string }) => {
  const { chat } = useSession();
  useLooking(userId);

  useEffect(() => {
    const tabs = openTabs(userId, 'notifications');
    let leading = tabs === undefined;
    const notifier = startNotifier({
      chat,
      leads: () => leading,
      isLookedAt: (roomId) => isLookedAt(userId, roomId),
      show: (news, state) => show(userId, news, state),
      clock: Date.now,
      timers: realTimers,
    });
    const tab = tabs?.join({
      received: () => undefined,
      elected() {
        leading = true;
      },
      deposed() {
        leading = false;
        // Whoever leads now does not know of them, and could not take them away.
        notifier.clear();
      },
      resumed: () => undefined,
    });
    return () => {
      notifier.stop();
      tab?.leave();
    };
  }, [chat, userId]);
  return null;
};

/** Shows nothing on the page: tells through the system of what comes while nobody looks. */
const DesktopNotifications = () => {
  // A tab that does not know yet what was there before cannot tell what is new, and must not take that from one that can.
  const userId = useChat((state) => (state.ready ? state.me?.userId : undefined));
  return userId === undefined ? null : <Notifying userId={userId} />;
};

export default DesktopNotifications;
