import { languageFor, ownKindOf } from '../../../web/src/languages/language.ts';

describe('the language of whoever reads', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'ar-EG', 'en'], 'ar'],
    [['JA'], 'ja'],
    [['fr-CA', 'nl'], 'en'],
    [[], 'en'],
    [['en-US@posix'], 'en'],
  ])('%j are best served by %s', (tags, language) => expect(languageFor(tags)).toBe(language));

  test('keeps the country, which tells how times are written', () => {
    expect(ownKindOf('en', ['de-AT', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(ownKindOf('ja', ['de-AT'])).toBe('ja');
  });

  test('a tag that is none counts for nothing', () => expect(ownKindOf('en', ['en-US@posix', 'C'])).toBe('en'));
});
