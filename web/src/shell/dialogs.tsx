import type { ReportSubject } from '@parley/client';
import { createContext, lazy, type ReactNode, Suspense, use, useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import type { SendLaterProps } from '../later/send-later.tsx';

// Dialogs load when they are first opened: they are no part of the first sight.
const BrowseRooms = lazy(() => import('../rooms/browse-rooms.tsx'));
const CreateRoom = lazy(() => import('../rooms/create-room.tsx'));
const NewDirect = lazy(() => import('../rooms/new-direct.tsx'));
const AddPeople = lazy(() => import('../rooms/add-people.tsx'));
const RoomSettings = lazy(() => import('../rooms/room-settings.tsx'));
const InvitePeople = lazy(() => import('../rooms/invite-people.tsx'));
const BannedPeople = lazy(() => import('../rooms/banned-people.tsx'));
const ChooseSection = lazy(() => import('../rooms/choose-section.tsx'));
const PersonCard = lazy(() => import('../people/person-card.tsx'));
const SetStatus = lazy(() => import('../people/set-status.tsx'));
const CreatePoll = lazy(() => import('../room/create-poll.tsx'));
const EditHistory = lazy(() => import('../room/edit-history.tsx'));
const JumpToDate = lazy(() => import('../room/jump-to-date.tsx'));
const Forward = lazy(() => import('../room/forward.tsx'));
const ReactionsDialog = lazy(() => import('../room/reactions-dialog.tsx'));
const SeenDialog = lazy(() => import('../room/seen-dialog.tsx'));
const Remind = lazy(() => import('../later/remind.tsx'));
const SendLater = lazy(() => import('../later/send-later.tsx'));
const ReportDialog = lazy(() => import('../reports/report-dialog.tsx'));
const ReportsDialog = lazy(() => import('../reports/reports-dialog.tsx'));
const loadSwitcher = () => import('../keyboard/switcher.tsx');
const Switcher = lazy(loadSwitcher);
const ShortcutSheet = lazy(() => import('../keyboard/shortcut-sheet.tsx'));
const ManageEmoji = lazy(() => import('../emoji/manage-emoji.tsx'));
const ReadAll = lazy(() => import('./read-all.tsx'));
const SignOut = lazy(() => import('../settings/sign-out.tsx'));

type Shown =
  | { dialog: 'browse-rooms' }
  | { dialog: 'create-room' }
  | { dialog: 'new-direct' }
  | { dialog: 'add-people'; roomId: string }
  | { dialog: 'room-settings' | 'invite' | 'bans' | 'section' | 'reports'; roomId: string }
  | { dialog: 'person'; userId: string }
  | { dialog: 'set-status' | 'custom-emoji' }
  | { dialog: 'create-poll'; roomId: string }
  | { dialog: 'jump-to-date'; roomId: string }
  | { dialog: 'forward' | 'reactions' | 'edit-history' | 'seen'; roomId: string; seq: number }
  | { dialog: 'report'; roomId: string; subject: ReportSubject }
  | { dialog: 'remind'; roomId: string; seq: number }
  | ({ dialog: 'send-later' } & Omit<SendLaterProps, 'onClose'>)
  | { dialog: 'switcher' | 'shortcuts' | 'read-all' }
  | { dialog: 'sign-out' };

const Dialogs = createContext<(shown: Shown) => void>(() => {});

/** Gives the function that opens a dialog over the shell. */
export const useDialogs = () => use(Dialogs);

const render = (shown: Shown, close: () => void) => {
  switch (shown.dialog) {
    case 'browse-rooms':
      return <BrowseRooms onClose={close} />;
    case 'create-room':
      return <CreateRoom onClose={close} />;
    case 'new-direct':
      return <NewDirect onClose={close} />;
    case 'add-people':
      return <AddPeople roomId={shown.roomId} onClose={close} />;
    case 'room-settings':
      return <RoomSettings roomId={shown.roomId} onClose={close} />;
    case 'invite':
      return <InvitePeople roomId={shown.roomId} onClose={close} />;
    case 'bans':
      return <BannedPeople roomId={shown.roomId} onClose={close} />;
    case 'report':
      return <ReportDialog roomId={shown.roomId} subject={shown.subject} onClose={close} />;
    case 'reports':
      return <ReportsDialog roomId={shown.roomId} onClose={close} />;
    case 'section':
      return <ChooseSection roomId={shown.roomId} onClose={close} />;
    case 'person':
      return <PersonCard key={shown.userId} userId={shown.userId} onClose={close} />;
    case 'set-status':
      return <SetStatus onClose={close} />;
    case 'custom-emoji':
      return <ManageEmoji onClose={close} />;
    case 'create-poll':
      return <CreatePoll roomId={shown.roomId} onClose={close} />;
    case 'jump-to-date':
      return <JumpToDate roomId={shown.roomId} onClose={close} />;
    case 'edit-history':
      return <EditHistory roomId={shown.roomId} seq={shown.seq} onClose={close} />;
    case 'forward':
      return <Forward roomId={shown.roomId} seq={shown.seq} onClose={close} />;
    case 'reactions':
      return <ReactionsDialog roomId={shown.roomId} seq={shown.seq} onClose={close} />;
    case 'seen':
      return <SeenDialog roomId={shown.roomId} seq={shown.seq} onClose={close} />;
    case 'remind':
      return <Remind roomId={shown.roomId} seq={shown.seq} onClose={close} />;
    case 'send-later':
      return <SendLater message={shown.message} onClose={close} {...(shown.onDone && { onDone: shown.onDone })} />;
    case 'switcher':
      return <Switcher onClose={close} />;
    case 'shortcuts':
      return <ShortcutSheet onClose={close} />;
    case 'read-all':
      return <ReadAll onClose={close} />;
    case 'sign-out':
      return <SignOut onClose={close} />;
  }
};

/** What one types right after its key must not go elsewhere: the switcher is there before it is asked for. */
const PRELOAD_MS = 2_000;

export const DialogsProvider = ({ children }: { children: ReactNode }) => {
  const [shown, setShown] = useState<Shown>();

  useEffect(() => {
    const timer = setTimeout(() => void loadSwitcher().catch(() => undefined), PRELOAD_MS);
    return () => clearTimeout(timer);
  }, []);

  // At once: while it is there it keeps the focus, and what it leads to could not take it.
  const dialog = useMemo(() => shown && render(shown, () => flushSync(() => setShown(undefined))), [shown]);
  return (
    <Dialogs value={setShown}>
      {children}
      <Suspense>{dialog}</Suspense>
    </Dialogs>
  );
};
