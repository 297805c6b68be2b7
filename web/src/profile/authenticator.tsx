import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { CodeField } from '../account/code-field.tsx';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { useChat, useSession } from '../session/session-context.ts';

// Few enrol, and once.
const QrCode = lazy(() => import('./qr-code.tsx'));

const KEY = ['authenticator'];

/** What an authenticator app reads: the key URI that all of them know. */
const keyUri = (secret: string, email: string): string =>
  `otpauth://totp/${encodeURIComponent(`Parley:${email}`)}?${new URLSearchParams({ secret, issuer: 'Parley' })}`;

/** In groups of four, as a person copies it. */
const grouped = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ');

export const AuthenticatorSection = () => {
  const { accounts, accessToken } = useSession();
  const [secret, setSecret] = useState<string>();
  const queries = useQueryClient();
  const on = useQuery({ queryKey: KEY, queryFn: async () => accounts.hasAuthenticator(await accessToken()) });
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });

  const { pending, error, submit } = useSubmission(async () => {
    if (on.data) {
      await accounts.removeAuthenticator(await accessToken());
      await refresh();
      toast.done('Signing in takes your password alone again.');
    } else setSecret(await accounts.offerAuthenticator(await accessToken()));
  });

  const close = () => {
    setSecret(undefined);
    void refresh();
  };

  return (
    <section className="profile-section">
      <h2>Two-step sign-in</h2>
      <FormError>{error ?? on.error?.message}</FormError>
      {on.isPending ? (
        <SkeletonRows count={1} label="Loading" />
      ) : (
        <div className="setting-row">
          <p>
            <strong>{on.data ? 'On' : 'Off'}</strong>
            {on.data
              ? 'Signing in takes your password and a code of your authenticator app.'
              : 'With an authenticator app, a stolen password alone opens nothing.'}
          </p>
          <Button icon="key" isPending={pending} onPress={() => void submit()}>
            {on.data ? 'Turn off' : 'Turn on'}
          </Button>
        </div>
      )}
      {secret !== undefined && <Enrolment secret={secret} onClose={close} />}
    </section>
  );
};

const Enrolment = ({ secret, onClose }: { secret: string; onClose: () => void }) => {
  const { accounts, accessToken } = useSession();
  const email = useChat((state) => state.me?.email ?? '');
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const codeError = /^\d{6}$/.test(code) ? undefined : 'Enter the 6 digits that the app shows.';

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (codeError) return;
    await accounts.confirmAuthenticator(await accessToken(), code);
    toast.done('Two-step sign-in is on.');
    onClose();
  });

  return (
    <Dialog title="Two-step sign-in" onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <p className="dialog-note">Scan this with your authenticator app:</p>
        <Suspense fallback={<div className="qr-code" />}>
          <QrCode text={keyUri(secret, email)} label="QR code of the key below" />
        </Suspense>
        <p className="dialog-note">
          Or <a href={keyUri(secret, email)}>open the app on this device</a>, or enter this key in it:
        </p>
        <p className="secret-key">{grouped(secret)}</p>
        <FormError>{error}</FormError>
        <CodeField value={code} onChange={setCode} error={tried ? codeError : undefined} />
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="primary" isPending={pending}>
            Turn on
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
