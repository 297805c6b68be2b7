import type { LostRoom } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../design/button.tsx';
import type { IconName } from '../design/icon.tsx';
import { EmptyState } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';

/** A room that I am not in. */
const StrangeRoom = ({ roomId }: { roomId: string }) => {
  const lost = useChat((state) => state.lost);
  return lost?.room.roomId === roomId ? <Lost lost={lost} /> : <Found roomId={roomId} />;
};

interface PlainProps {
  heading: string;
  icon: IconName;
  title: string;
  text: string;
  action: ReactNode;
}

const Plain = ({ heading, icon, title, text, action }: PlainProps) => {
  const top = useRef<HTMLHeadingElement>(null);

  // What had the focus has gone with the room.
  useEffect(() => {
    if (document.activeElement === document.body) top.current?.focus();
  }, []);

  return (
    <div className="strange-room">
      <span className="back-corner">
        <IconButton icon="back" label={t.room.backToRooms} onPress={() => navigate({ page: 'home' })} />
      </span>
      <h1 className="visually-hidden" ref={top} tabIndex={-1}>
        {heading}
      </h1>
      <EmptyState icon={icon} title={title} action={action}>
        {text}
      </EmptyState>
    </div>
  );
};

/** How one comes back. */
const wayBack = ({ room, why }: LostRoom, joinable: boolean): string => {
  if (why === 'banned') return t.room.page.lost.untilLifted;
  if (room.archived) return t.room.closed.archived;
  return joinable ? t.room.page.lost.joinAgain : t.room.page.lost.untilAdded;
};

/** One that I was looking at a moment ago. */
const Lost = ({ lost }: { lost: LostRoom }) => {
  const { room, why } = lost;
  const title = t.room.page.lost[why ?? 'gone'](room.name);
  const joinable = why !== 'banned' && room.kind === 'public' && !room.archived;
  return (
    <Plain
      heading={title}
      icon="leave"
      title={title}
      text={wayBack(lost, joinable)}
      action={joinable ? <Join roomId={room.roomId} /> : <Browse />}
    />
  );
};

/** A public one can be joined, any other does not exist as far as I know. */
const Found = ({ roomId }: { roomId: string }) => {
  const { api } = useSession();
  const found = useQuery({ queryKey: ['room', roomId], queryFn: () => api.room(roomId) });
  if (found.isPending) return <SkeletonRows count={8} label={t.room.page.loading} />;
  const room = found.data;
  if (room === undefined) {
    const { heading, title, text } = t.room.page.unknown;
    return <Plain heading={heading} icon="lock" title={title} text={text} action={<Browse />} />;
  }
  return (
    <Plain
      heading={room.name}
      icon="hash"
      title={room.name}
      text={room.topic === '' ? t.room.page.notIn : room.topic}
      action={<Join roomId={roomId} />}
    />
  );
};

const Join = ({ roomId }: { roomId: string }) => {
  const { chat } = useSession();
  const [pending, setPending] = useState(false);

  const join = async () => {
    setPending(true);
    try {
      await chat.joinRoom(roomId);
    } catch (error) {
      toast.error(error);
      setPending(false);
    }
  };

  return (
    <Button kind="primary" isPending={pending} onPress={join}>
      {t.room.page.join}
    </Button>
  );
};

const Browse = () => {
  const open = useDialogs();
  return (
    <Button kind="primary" onPress={() => open({ dialog: 'browse-rooms' })}>
      {t.shell.browseRooms}
    </Button>
  );
};

export default StrangeRoom;
