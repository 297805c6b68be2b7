/** What two texts have in common when case and accents don't count: the form by which names are sorted and searched. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase()
    .trim();
