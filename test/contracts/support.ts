import type { Page, PageRequest } from '../../lambdas/domain/ports.ts';

export const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

/** A word that no other test uses. */
export const word = (): string => `w${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** Everything that a list holds, page by page. Fails if a page is too long or the pages do not end. */
export const everyPage = async <T>(list: (request: PageRequest) => Promise<Page<T>>, limit: number): Promise<T[]> => {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page = await list({ limit, ...(cursor !== undefined && { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.cursor;
    if (cursor === undefined) return items;
  }
  throw new Error('The pages do not end.');
};
