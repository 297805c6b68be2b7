import { type FormEvent, useState } from 'react';
import { reasonOf } from '../languages/language.ts';

/** The course of a form: busy while its call runs, then done or failed for a reason that a person can read. */
export const useSubmission = (call: () => Promise<void>) => {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string>();

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (pending) return;
    setPending(true);
    setError(undefined);
    try {
      await call();
    } catch (failure) {
      setError(reasonOf(failure));
    } finally {
      setPending(false);
    }
  };

  return { pending, error, submit, clear: () => setError(undefined) };
};
