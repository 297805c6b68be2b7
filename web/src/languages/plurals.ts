/** The forms that a language has, by the rules of Unicode's CLDR. */
export interface Forms {
  en: 'one' | 'other';
  de: 'one' | 'other';
  es: 'one' | 'many' | 'other';
  ar: 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
  ja: 'other';
}

/** Says how many, in the form that the number asks for: every form must be there. A `#` is the number, as the language writes it. */
export const plurals = <L extends keyof Forms>(language: L) => {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count: number, forms: Readonly<Record<Forms[L], string>>): string => {
    const known: Readonly<Partial<Record<string, string>>> = forms;
    return (known[rules.select(count)] ?? known.other ?? '').replaceAll('#', numbers.format(count));
  };
};
