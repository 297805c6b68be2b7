import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { refreshReports } from './reports.ts';

/** Tells moderators of what is reported, wherever in the app they are, and keeps the lists as they stand. */
export const ReportNotices = () => {
  const { chat } = useSession();
  const queries = useQueryClient();
  const open = useDialogs();
  const online = useChat((state) => state.connection.status === 'online');

  useEffect(
    () =>
      chat.onReports(({ roomId, change }) => {
        void refreshReports(queries, roomId);
        const name = chat.getState().rooms[roomId]?.room.name;
        if (change === 'reported' && name !== undefined)
          toast.done(t.reports.notice.text(name), { label: t.reports.notice.show, onPress: () => open({ dialog: 'reports', roomId }) });
      }),
    [chat, queries, open],
  );
  // What came while there was no connection was told to nobody here.
  useEffect(() => {
    if (online) void refreshReports(queries);
  }, [online, queries]);
  return null;
};
