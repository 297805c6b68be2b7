import type { Api } from '@parley/client';
import type { Message } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
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
    toast.done('Your data is in your downloads.');
  });

  return (
    <section className="profile-section">
      <h2>Your data</h2>
      <FormError>{error}</FormError>
      <div className="setting-row">
        <p role="status">
          <strong>Export</strong>
          {pending && found !== undefined
            ? `${found} messages so far…`
            : 'Profile, devices, rooms, drafts, what you have saved and scheduled, and everything that you have said, as a JSON file.'}
        </p>
        <Button isPending={pending} onPress={() => void submit()}>
          Export my data
        </Button>
      </div>
      <div className="setting-row">
        <p>
          <strong>Delete this account</strong>
          What you have said stays, under “Deleted account”. Nothing else does.
        </p>
        <Button icon="delete" onPress={() => setDeleting(true)}>
          Delete account
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
    toast.done('Your account has been deleted.');
  });

  return (
    <Dialog title="Delete your account?" onClose={onClose} alert>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <p className="dialog-note">
          You are signed out everywhere and leave all rooms; those that you alone own pass to somebody else. This cannot be undone.
        </p>
        <FormError>{error}</FormError>
        <Field label={`Type your handle, ${handle}, to confirm`} value={typed} onChange={(value) => setTyped(value.trim())} autoFocus />
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="danger" isDisabled={typed !== handle} isPending={pending}>
            Delete for good
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
