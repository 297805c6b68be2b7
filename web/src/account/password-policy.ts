// The user pool's rules (lib/constructs/accounts.ts), told while one types; Cognito decides.
export interface PasswordRule {
  label: string;
  test: (password: string) => boolean;
}

/** The symbols that Cognito counts as such. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

export const passwordRules: readonly PasswordRule[] = [
  { label: '10 characters', test: (password) => [...password].length >= 10 },
  { label: 'Lower-case letter', test: (password) => /\p{Ll}/u.test(password) },
  { label: 'Upper-case letter', test: (password) => /\p{Lu}/u.test(password) },
  { label: 'Digit', test: (password) => /\d/.test(password) },
  { label: 'Symbol', test: (password) => SYMBOL.test(password) },
];

export const meetsPolicy = (password: string): boolean => passwordRules.every((rule) => rule.test(password));
