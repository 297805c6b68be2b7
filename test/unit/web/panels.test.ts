import { arabic } from '../../../web/src/languages/ar/index.ts';
import { german } from '../../../web/src/languages/de/index.ts';
import { english } from '../../../web/src/languages/en/index.ts';
import { spanish } from '../../../web/src/languages/es/index.ts';
import { japanese } from '../../../web/src/languages/ja/index.ts';

describe('what panels say', () => {
  test.each([
    ['English', english],
    ['German', german],
    ['Spanish', spanish],
    ['Arabic', arabic],
    ['Japanese', japanese],
  ])('a name with a # in it is no place for a number, in %s', (_name, { panels }) => {
    for (const others of [1, 2, 3, 11, 100]) expect(panels.reactions.andOthers('Zoë #1', others)).toMatch(/^Zoë #1/);
  });

  test('each Arabic name keeps its direction among others', () => {
    const { name, separator } = arabic.panels.reactions;
    expect(['Ada', 'ليلى'].map(name).join(separator)).toBe('\u2068Ada\u2069، \u2068ليلى\u2069');
  });

  test('when a report was closed is lower case within a sentence, but for nouns of German', () => {
    const told = (catalogue: typeof english) => catalogue.reports.closedBefore('Ada', catalogue.reports.whenWithin('Today', '14:05'));
    expect(told(english)).toBe('Closed once before, by Ada, today at 14:05.');
    expect(german.reports.whenWithin('Montag, 3. November', '14:05')).toBe('Montag, 3. November um 14:05');
  });
});
