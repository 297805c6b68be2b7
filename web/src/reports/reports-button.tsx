import { Button as AriaButton } from 'react-aria-components';
import { Icon } from '../design/icon.tsx';
import { t } from '../languages/language.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { useReportCount } from './reports.ts';

/** In the header of a room that I moderate, while something waits there. */
export const ReportsButton = ({ roomId }: { roomId: string }) => {
  const open = useDialogs();
  const count = useReportCount(roomId);
  if (count === '') return null;
  return (
    <AriaButton
      className="room-header-toggle room-header-reports"
      aria-label={t.reports.button(count)}
      onPress={() => open({ dialog: 'reports', roomId })}
    >
      <Icon name="flag" size={18} />
      {count}
    </AriaButton>
  );
};
