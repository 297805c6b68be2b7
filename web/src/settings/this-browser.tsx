import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../design/button.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { fetchAnew } from '../session/fetch-anew.ts';

const KEY = ['storage-persisted'];

/** Says what this browser keeps, and lets one ask it to keep that even when space runs out. The browser decides. */
export const ThisBrowserSection = () => {
  const queries = useQueryClient();
  // Browsers give storage that lasts to safe addresses only.
  const storage = 'storage' in navigator ? navigator.storage : undefined;
  const persisted = useQuery({ queryKey: KEY, queryFn: () => storage?.persisted() ?? false, retry: false });

  const { pending, submit } = useSubmission(async () => {
    const granted = await storage?.persist();
    await fetchAnew(queries, KEY);
    if (!granted) toast.error(new Error(t.settings.browser.refused));
  });

  return (
    <section className="settings-section">
      <h2>{t.settings.browser.title}</h2>
      <div className="setting-row">
        <p role="status">
          <strong>{t.settings.browser.rooms}</strong>
          {persisted.data === true ? t.settings.browser.promised : t.settings.browser.unpromised}
        </p>
        {persisted.data === false && storage !== undefined && (
          <Button isPending={pending} onPress={() => void submit()}>
            {t.settings.browser.ask}
          </Button>
        )}
      </div>
    </section>
  );
};
