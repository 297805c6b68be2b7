/** As people type it: without case, accents and the like. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The text's parts that a word may begin with. */
const beginnings = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

const hasInOrder = (text: string, sought: string): boolean => {
  let from = 0;
  for (const sign of sought) {
    from = text.indexOf(sign, from) + sign.length;
    if (from < sign.length) return false;
  }
  return true;
};

/** How well a name fits what is typed: 0 not at all; more is better, the whole name best. Letters may be left out, but not change places. */
export const likeness = (name: string, typed: string): number => {
  const [text, sought] = [plain(name), plain(typed.trim())];
  if (sought === '' || text === sought) return 6;
  if (text.startsWith(sought)) return 5;
  const words = beginnings(text);
  if (words.some((word) => word.startsWith(sought))) return 4;
  if (
    words
      .map((word) => word.slice(0, 1))
      .join('')
      .startsWith(sought)
  )
    return 3;
  if (text.includes(sought)) return 2;
  return hasInOrder(text, sought.replaceAll(/\s/g, '')) ? 1 : 0;
};

/** Those that fit, the best first; among equals the order stays. */
export const fitting = <T>(items: readonly T[], typed: string, namesOf: (item: T) => readonly string[]): T[] =>
  items
    .map((item) => ({ item, fit: Math.max(...namesOf(item).map((name) => likeness(name, typed))) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map(({ item }) => item);
