// The user pool's rules (lib/constructs/accounts.ts), told while one types; Cognito decides.
export interface PasswordRule {
  /** Under which its words are found. */
  name: 'length' | 'lower' | 'upper' | 'digit' | 'symbol';
  test: (password: string) => boolean;
}

/** The symbols that Cognito counts as such. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

export const passwordRules: readonly PasswordRule[] = [
  { name: 'length', test: (password) => [...password].length >= 10 },
  { name: 'lower', test: (password) => /\p{Ll}/u.test(password) },
  { name: 'upper', test: (password) => /\p{Lu}/u.test(password) },
  { name: 'digit', test: (password) => /\d/.test(password) },
  { name: 'symbol', test: (password) => SYMBOL.test(password) },
];

export const meetsPolicy = (password: string): boolean => passwordRules.every((rule) => rule.test(password));
