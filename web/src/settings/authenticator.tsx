import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { CodeField } from '../account/code-field.tsx';
import { appCodeError } from '../account/validity.ts';
import { Button } from '../design/button.tsx';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { FormError } from '../design/notice.tsx';
import { SkeletonRows } from '../design/progress.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { fetchAnew } from '../session/fetch-anew.ts';
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
  const refresh = () => fetchAnew(queries, KEY);

  const { pending, error, submit } = useSubmission(async () => {
    if (on.data) {
      await accounts.removeAuthenticator(await accessToken());
      await refresh();
      toast.done(t.settings.twoStep.turnedOff);
    } else setSecret(await accounts.offerAuthenticator(await accessToken()));
  });

  const close = () => {
    setSecret(undefined);
    void refresh();
  };

  return (
    <section className="settings-section">
      <h2>{t.settings.twoStep.title}</h2>
      <FormError>{error ?? (on.error && reasonOf(on.error))}</FormError>
      {on.isPending ? (
        <SkeletonRows count={1} label={t.settings.twoStep.loading} />
      ) : (
        <div className="setting-row">
          <p>
            <strong>{on.data ? t.settings.twoStep.on : t.settings.twoStep.off}</strong>
            {on.data ? t.settings.twoStep.onNote : t.settings.twoStep.offNote}
          </p>
          <Button icon="key" isPending={pending} onPress={() => void submit()}>
            {on.data ? t.settings.twoStep.turnOff : t.settings.twoStep.turnOn}
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

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (appCodeError(code)) return;
    await accounts.confirmAuthenticator(await accessToken(), code);
    toast.done(t.settings.twoStep.turnedOn);
    onClose();
  });

  return (
    <Dialog title={t.settings.twoStep.title} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <p className="dialog-note">{t.settings.twoStep.scan}</p>
        <Suspense fallback={<div className="qr-code" />}>
          <QrCode text={keyUri(secret, email)} label={t.settings.twoStep.qrCode} />
        </Suspense>
        <p className="dialog-note">
          {t.settings.twoStep.orOpen((words) => (
            <a key="link" href={keyUri(secret, email)}>
              {words}
            </a>
          ))}
        </p>
        <p className="secret-key" dir="ltr">
          {grouped(secret)}
        </p>
        <FormError>{error}</FormError>
        <CodeField value={code} onChange={setCode} error={tried ? appCodeError(code) : undefined} />
        <DialogActions confirm={t.settings.twoStep.turnOn} onCancel={onClose} isPending={pending} />
      </form>
    </Dialog>
  );
};
