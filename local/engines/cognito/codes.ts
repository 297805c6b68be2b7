// Six-digit codes by mail: to confirm an address, and to set a new password.
import { randomInt } from 'node:crypto';
import { RefusedError } from '../aws-json.ts';
import type { CodePurpose, User } from './directory.ts';
import type { Mailbox } from './mailbox.ts';

const hourMs = 3_600_000;
/** As in Cognito. */
const lifetimeMs: Record<CodePurpose, number> = { 'sign-up': 24 * hourMs, reset: hourMs };
const subjects: Record<CodePurpose, string> = { 'sign-up': 'Your verification code', reset: 'Your password reset code' };
const mostTries = 5;
/** Codes that one user may ask for in an hour. */
const mostPerHour = 20;

const attemptLimit = () => new RefusedError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
export const codeMismatch = () => new RefusedError('CodeMismatchException', 'Invalid verification code provided, please try again.');
export const codeExpired = () => new RefusedError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

/** Mails the user a code, in place of any earlier one. Changes the user; the caller saves it. Throws LimitExceededException. */
export const sendCode = (user: User, purpose: CodePurpose, mailbox: Mailbox, now: number): void => {
  user.codesSentAt = user.codesSentAt.filter((at) => at > now - hourMs);
  if (user.codesSentAt.length >= mostPerHour) throw attemptLimit();
  user.codesSentAt.push(now);
  const digits = String(randomInt(1_000_000)).padStart(6, '0');
  user.codes[purpose] = { digits, expiresAt: now + lifetimeMs[purpose], tries: 0 };
  mailbox.deliver({ to: user.email, code: digits, sentAt: now, subject: subjects[purpose] });
};

/** Why the code is not the right one, or undefined if it is, which uses it up. Changes the user; the caller saves it. */
export const tryCode = (user: User, purpose: CodePurpose, digits: string, now: number): RefusedError | undefined => {
  const code = user.codes[purpose];
  if (!code || code.expiresAt < now) return codeExpired();
  if (code.tries >= mostTries) return attemptLimit();
  if (code.digits !== digits.trim()) {
    code.tries += 1;
    return codeMismatch();
  }
  delete user.codes[purpose];
  return undefined;
};
