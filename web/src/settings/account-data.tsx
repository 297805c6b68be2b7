import type { Api } from '@parley/client';
import type { Message } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import { useSession } from '../session/session-context.ts';

/** Everything about me as one JSON document; `progress` is told how many messages it holds so far. */
const collect = async (api: Api, progress: (messages: number) => void): Promise<string> => {
  const account = await api.exportAccount();
  const messages: Message[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.exportMessages(cursor);
    messages.push(...page.items);
    progress(messages.length);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return JSON.stringify({ ...account, messages }, null, 2);
};

const download = (name: string, json: string) => {
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};

export const AccountDataSection = ({ handle }: { handle: string }) => {
  const { api } = useSession();
  const [found, setFound] = useState<number>();
  const [deleting, setDeleting] = useState(false);

  const { pending, error, submit } = useSubmission(async () => {
    setFound(0);
    download(`parley-${handle}.json`, await collect(api, setFound));
    setFound(undefined);
    toast.done(t.settings.data.done);
  });

  return (
    <section className="settings-section">
      <h2>{t.settings.data.title}</h2>
      <FormError>{error}</FormError>
      <div className="setting-row">
        <p role="status">
          <strong>{t.settings.data.exportTitle}</strong>
          {pending && found !== undefined ? t.settings.data.found(found) : t.settings.data.exportNote}
        </p>
        <Button isPending={pending} onPress={() => void submit()}>
          {t.settings.data.export}
        </Button>
      </div>
      <div className="setting-row">
        <p>
          <strong>{t.settings.deletion.heading}</strong>
          {t.settings.deletion.note}
        </p>
        <Button icon="delete" onPress={() => setDeleting(true)}>
          {t.settings.deletion.open}
        </Button>
      </div>
      {deleting && <DeleteAccount handle={handle} onClose={() => setDeleting(false)} />}
    </section>
  );
};

const DeleteAccount = ({ handle, onClose }: { handle: string; onClose: () => void }) => {
  const { api, signOut } = useSession();
  const [typed, setTyped] = useState('');

  const { pending, error, submit } = useSubmission(async () => {
    if (typed !== handle) return;
    await api.deleteAccount();
    navigate({ page: 'home' }, { replace: true });
    await signOut().catch(() => undefined);
    toast.done(t.settings.deletion.done);
  });

  return (
    <Dialog title={t.settings.deletion.title} onClose={onClose} alert>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <p className="dialog-note">{t.settings.deletion.warning}</p>
        <FormError>{error}</FormError>
        <Field label={t.settings.deletion.type(handle)} value={typed} onChange={(value) => setTyped(value.trim())} autoFocus />
        <DialogActions confirm={t.settings.deletion.confirm} onCancel={onClose} danger isPending={pending} isDisabled={typed !== handle} />
      </form>
    </Dialog>
  );
};
