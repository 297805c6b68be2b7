import { useState } from 'react';
import { Button, IconButton } from '../design/button.tsx';
import { t } from '../languages/language.ts';
import { useNewVersion } from './new-version.ts';
import './update-notice.css';

/** Above everything else, and in nobody's way: a newer version is there, for whoever wants it now. */
export const UpdateNotice = () => {
  const reload = useNewVersion();
  const [dismissed, setDismissed] = useState(false);
  return (
    <div role="status">
      {reload !== undefined && !dismissed && (
        <div className="update-notice">
          <p>{t.shell.newVersion.text}</p>
          <Button onPress={reload}>{t.shell.newVersion.reload}</Button>
          <IconButton icon="close" label={t.shell.newVersion.later} size="sm" onPress={() => setDismissed(true)} />
        </div>
      )}
    </div>
  );
};
