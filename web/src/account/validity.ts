import { meetsPolicy } from './password-policy.ts';

/** What is wrong with each field of a form, if anything. */
export const emailError = (email: string): string | undefined =>
  /^\S+@\S+\.\S+$/.test(email) ? undefined : 'Enter an e-mail address, like name@example.org.';

export const codeError = (code: string): string | undefined => (/^\d{6}$/.test(code) ? undefined : 'Enter the 6 digits from the e-mail.');

export const newPasswordError = (password: string): string | undefined =>
  meetsPolicy(password) ? undefined : 'This password lacks something of the list below.';

export const required = (value: string, what: string): string | undefined => (value.trim() === '' ? `Enter ${what}.` : undefined);
