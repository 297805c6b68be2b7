// What the app says, in the language of whoever reads it (0120). Neither React nor the page: what it is made of is tested without them.
import { english } from './en/index.ts';

/** Everything that the app says. English tells what there is; the types hold every other language to it. */
export type Catalogue = typeof english;

export const languages = ['en', 'de', 'es', 'ar', 'ja'] as const;
export type Language = (typeof languages)[number];

/** Each under the name that its speakers look for. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  ar: 'العربية',
  ja: '日本語',
};

const rightToLeft: ReadonlySet<Language> = new Set(['ar']);

// English comes with the app, so that there is always something to say.
const catalogues: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: async () => english,
  de: async () => (await import('./de/index.ts')).german,
  es: async () => (await import('./es/index.ts')).spanish,
  ar: async () => (await import('./ar/index.ts')).arabic,
  ja: async () => (await import('./ja/index.ts')).japanese,
};

/** The catalogue of the language in use. Read while something is shown, never kept: the language may change under it. */
export let t: Catalogue = english;

let inUse: Language = 'en';
let locale = 'en';
const listeners = new Set<() => void>();

/** The one of `languages` that serves somebody with these tags of BCP 47, best first. */
export const languageFor = (tags: readonly string[]): Language => {
  for (const tag of tags) {
    const found = languages.find((each) => each === tag.toLowerCase().split('-')[0]);
    if (found !== undefined) return found;
  }
  return 'en';
};

/** The tag of somebody's own kind of a language. Browsers of systems without a locale give tags that are none (`en-US@posix`). */
export const ownKindOf = (language: Language, tags: readonly string[]): string => {
  const isOwn = (tag: string) => {
    try {
      return new Intl.Locale(tag).language === language;
    } catch {
      return false;
    }
  };
  return tags.find(isOwn) ?? language;
};

const KEY = 'parley.language';

/** What was chosen here; `system`: the browser's languages decide. */
export const chosenLanguage = (): Language | 'system' => {
  const stored = localStorage.getItem(KEY);
  return languages.find((each) => each === stored) ?? 'system';
};

/** Makes the chosen language, or the browser's, the one in use. False if its catalogue cannot be fetched, which leaves the language as it was. */
export const followChoice = async (): Promise<boolean> => {
  const chosen = chosenLanguage();
  const next = chosen === 'system' ? languageFor(navigator.languages) : chosen;
  let catalogue: Catalogue;
  try {
    catalogue = await catalogues[next]();
  } catch {
    return false;
  }
  // Another one may have been chosen meanwhile, and be here already.
  if (chosenLanguage() !== chosen) return true;
  t = catalogue;
  inUse = next;
  // Somebody's own kind of a language, if the browser tells: 14:05 or 2:05 PM is a matter of the country.
  locale = ownKindOf(next, navigator.languages);
  for (const listener of listeners) listener();
  return true;
};

/** Stores the choice and follows it at once; false as `followChoice` says. */
export const chooseLanguage = (language: Language | 'system'): Promise<boolean> => {
  if (language === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, language);
  return followChoice();
};

/** Calls back behind every change of the language in use, until the function that it gives is called. */
export const onLanguage = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The locale in use, such as `de-AT`. */
export const localeInUse = (): string => locale;

/** The language in use, and where its lines begin. */
export const languageInUse = (): { lang: Language; dir: 'ltr' | 'rtl' } => ({ lang: inUse, dir: rightToLeft.has(inUse) ? 'rtl' : 'ltr' });

/** What depends on the locale, made once for each: `perLocale((locale) => new Intl.NumberFormat(locale))`, then `format()`. */
export const perLocale = <T>(make: (locale: string) => T): (() => T) => {
  let madeFor: string | undefined;
  let made: T | undefined;
  return () => {
    if (made === undefined || madeFor !== locale) [made, madeFor] = [make(locale), locale];
    return made;
  };
};

const and = perLocale((tag) => new Intl.ListFormat(tag, { type: 'conjunction' }));

/** "Ada, Ben and Cleo" */
export const listed = (names: readonly string[]): string => and().format(names);

const hasMessage = (error: unknown): error is { message: string; code?: unknown } =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';

/**
 * Why something did not work, as people should read it: of an error, or of what was kept of one. What the services say is English; elsewhere
 * their codes are translated, and one that is not known is told in general.
 */
export const reasonOf = (error: unknown): string => {
  if (!hasMessage(error)) return t.refusals.unknown;
  if (inUse === 'en') return error.message;
  const known: Readonly<Partial<Record<string, string>>> = t.refusals;
  return typeof error.code === 'string' ? (known[error.code] ?? t.refusals.unknown) : error.message;
};
