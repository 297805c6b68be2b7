import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../design/button.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';

const KEY = ['storage-persisted'];

/** Says what this browser keeps, and lets one ask it to keep that even when space runs out. The browser decides. */
export const ThisBrowserSection = () => {
  const queries = useQueryClient();
  // Browsers give storage that lasts to safe addresses only.
  const storage = 'storage' in navigator ? navigator.storage : undefined;
  const persisted = useQuery({ queryKey: KEY, queryFn: () => storage?.persisted() ?? false, retry: false });

  const { pending, submit } = useSubmission(async () => {
    const granted = await storage?.persist();
    await queries.invalidateQueries({ queryKey: KEY });
    if (!granted) toast.error(new Error('This browser makes no promise now. Install Parley, or use it for some days, and ask again.'));
  });

  return (
    <section className="profile-section">
      <h2>Without a network</h2>
      <div className="setting-row">
        <p role="status">
          <strong>Rooms in this browser</strong>
          The rooms that you opened last, your drafts, and what waits to be sent are kept here until you sign out.{' '}
          {persisted.data === true
            ? 'This browser has promised not to remove them.'
            : 'When space runs out, this browser may remove them, unless you ask it not to.'}
        </p>
        {persisted.data === false && storage !== undefined && (
          <Button isPending={pending} onPress={() => void submit()}>
            Ask to keep them
          </Button>
        )}
      </div>
    </section>
  );
};
