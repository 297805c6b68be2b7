import { t } from '../languages/language.ts';
import { meetsPolicy } from './password-policy.ts';

/** What is wrong with each field of a form, if anything. */
export const emailError = (email: string): string | undefined => (/^\S+@\S+\.\S+$/.test(email) ? undefined : t.account.invalid.email);

const isCode = (code: string): boolean => /^\d{6}$/.test(code);

export const codeError = (code: string): string | undefined => (isCode(code) ? undefined : t.account.invalid.code);

/** Of the code that an authenticator app shows. */
export const appCodeError = (code: string): string | undefined => (isCode(code) ? undefined : t.account.invalid.appCode);

export const newPasswordError = (password: string): string | undefined => (meetsPolicy(password) ? undefined : t.account.invalid.password);

/** `missing` says what to enter. */
export const required = (value: string, missing: string): string | undefined => (value.trim() === '' ? missing : undefined);
