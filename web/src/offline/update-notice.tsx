import { useState } from 'react';
import { Button, IconButton } from '../design/button.tsx';
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
          <p>A new version is ready.</p>
          <Button onPress={reload}>Reload</Button>
          <IconButton icon="close" label="Later" size="sm" onPress={() => setDismissed(true)} />
        </div>
      )}
    </div>
  );
};
