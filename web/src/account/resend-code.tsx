import { useEffect, useState } from 'react';
import { toast } from '../design/toast.tsx';
import { t } from '../languages/language.ts';

/** Mail takes a while, and impatience runs into Cognito's limits. */
const WAIT_S = 30;

/** Asks for another code, no sooner than 30 s after the last. */
export const ResendCode = ({ onResend }: { onResend: () => Promise<void> }) => {
  const [left, setLeft] = useState(WAIT_S);

  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);

  const resend = async () => {
    setLeft(WAIT_S);
    try {
      await onResend();
      toast.done(t.account.resend.done);
    } catch (error) {
      toast.error(error);
    }
  };

  if (left > 0) return <span>{t.account.resend.wait(left)}</span>;
  return (
    <button type="button" onClick={resend}>
      {t.account.resend.again}
    </button>
  );
};
