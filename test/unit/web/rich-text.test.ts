import fc from 'fast-check';
import { type Block, blocksOf, type Item, type Span } from '../../../web/src/room/rich-text.ts';

const writtenSpan = (span: Span): string =>
  'spans' in span
    ? `${span.kind}(${span.spans.map(writtenSpan).join('')})`
    : span.kind === 'text'
      ? span.text
      : `${span.kind}(${span.text})`;

const writtenRow = (cells: Span[][]): string => cells.map((cell) => cell.map(writtenSpan).join('')).join(', ');
const writtenItem = ({ blocks, done }: Item): string =>
  `${done === undefined ? '' : done ? 'done ' : 'to do '}${blocks.map(written).join('/')}`;

const written = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return block.spans.map(writtenSpan).join('');
    case 'heading':
      return `h${block.level}(${block.spans.map(writtenSpan).join('')})`;
    case 'code':
      return `block:${block.language}(${block.text})`;
    case 'quote':
      return `quote(${block.blocks.map(written).join('/')})`;
    case 'list':
      return `${block.ordered ? `from ${block.start}` : 'list'}(${block.items.map(writtenItem).join('; ')})`;
    case 'table':
      return `table ${block.aligns.join(',')}(${[block.head, ...block.rows].map(writtenRow).join('; ')})`;
  }
};

const shown = (text: string): string => blocksOf(text).map(written).join(' / ');

const plainSpan = (span: Span): string => ('spans' in span ? span.spans.map(plainSpan).join('') : span.text);
const plain = (block: Block): string => {
  if (block.kind === 'code') return `${block.language} ${block.text}`;
  if (block.kind === 'quote') return block.blocks.map(plain).join('');
  if (block.kind === 'table') return [block.head, ...block.rows].flat(2).map(plainSpan).join('');
  if (block.kind !== 'list') return block.spans.map(plainSpan).join('');
  return block.items.map(({ blocks, done }) => (done ? 'x' : '') + blocks.map(plain).join('')).join('');
};

const linksIn = (text: string): Span[] =>
  blocksOf(text).flatMap((block) => (block.kind === 'paragraph' ? block.spans.filter(({ kind }) => kind === 'link') : []));

describe('blocksOf', () => {
  test.each([
    ['Good morning', 'Good morning'],
    ['one\ntwo', 'one\ntwo'],
    ['one\n\n\ntwo', 'one / two'],
    ['a **b** c', 'a bold(b) c'],
    ['a __b__ c', 'a bold(b) c'],
    ['a _b_ c', 'a italic(b) c'],
    ['a *b* c', 'a italic(b) c'],
    ['a ~~b~~ c', 'a strike(b) c'],
    ['the end: ||he dies||.', 'the end: spoiler(he dies).'],
    ['**a _b_ c**', 'bold(a italic(b) c)'],
    ['**a `b**` c**', 'bold(a code(b**) c)'],
    ['a :party_parrot:!', 'a emoji(:party_parrot:)!'],
    ['**:ship:** :x: ::ship::', 'bold(emoji(:ship:)) :x: :emoji(:ship:):'],
    ['at 12:30:45, a:ship:b', 'at 12:30:45, a:ship:b'],
    ['`:ship:` https://a.example/:ship: \\:ship:', 'code(:ship:) link(https://a.example/:ship): :ship:'],
    ['a `b` c', 'a code(b) c'],
    ['`` a`b ``', 'code( a`b )'],
    ['2 ** 3 ** 4', '2 ** 3 ** 4'],
    ['a * b * c', 'a * b * c'],
    ['snake_case_name', 'snake_case_name'],
    ['2*3*4', '2*3*4'],
    ['**never closed', '**never closed'],
    ['****', '****'],
    ['\\*not italic\\*', '*not italic*'],
    ['`**not bold**`', 'code(**not bold**)'],
    ['@ben, look: @ada.', 'mention(@ben), look: mention(@ada).'],
    ['ben@example.org', 'ben@example.org'],
    ['# Title\ntext', 'h1(Title) / text'],
    ['#room is no title', '#room is no title'],
    ['```\none\ntwo\n```', 'block:(one\ntwo)'],
    ['```js\nlet a;\n```\nb', 'block:js(let a;) / b'],
    ['```one two\nthree```', 'block:(one two\nthree)'],
    ['```\nnever closed', 'block:(never closed)'],
    ['```a``` b', 'code(a) b'],
    ['> a\n> > b\n\nc', 'quote(a/quote(b)) / c'],
    ['- a\n- b\n  - c\n- d', 'list(a; b/list(c); d)'],
    ['3. a\n4. b', 'from 3(a; b)'],
    ['- a\n1. b', 'list(a) / from 1(b)'],
    ['-5 degrees', '-5 degrees'],
    ['- [ ] a\n- [x] b\n- [X] c\n- d', 'list(to do a; done b; done c; d)'],
    ['1. [x] a', 'from 1(done a)'],
    ['- [x]', 'list([x])'],
    ['- [x](https://a.example) b', 'list(link(x) b)'],
    ['[ ] a', '[ ] a'],
    ['| a | b |\n|---|:-:|\n| 1 | **2** |\nc', 'table start,center(a, b; 1, bold(2)) / c'],
    ['a | b\n--|--:\n1\\|2 | `3`\n4', 'table start,end(a, b; 1|2, code(3)) / 4'],
    ['| a |\n|---|', 'table start(a)'],
    ['| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |', 'table start,start(a, b; 1, ; 1, 2 | 3)'],
    ['text\n| a |\n|---|\n\n| no head |', 'text / table start(a) / | no head |'],
    ['| a | b |\n|---|', '| a | b |\n|---|'],
    ['a | b\n- c', 'a | b / list(c)'],
    ['> | a |\n> |---|', 'quote(table start(a))'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    ['see https://example.org.', 'https://example.org'],
    ['(https://example.org/a)', 'https://example.org/a'],
    ['https://example.org/a_(b)', 'https://example.org/a_(b)'],
    ['https://example.org/?q=1&r=2#s', 'https://example.org/?q=1&r=2#s'],
    ['https://example.org/a_b_c and _d_', 'https://example.org/a_b_c'],
  ])('the address in %j ends where it should', (text, href) => {
    expect(linksIn(text)).toEqual([{ kind: 'link', text: href, href }]);
  });

  test.each(['www.example.org/a', 'WWW.Example.org'])('%s is an address too', (text) => {
    expect(linksIn(`(see ${text}.)`)).toEqual([{ kind: 'link', text, href: `https://${text}` }]);
  });

  test('a link may have words', () => {
    expect(linksIn('see [the book](https://example.org/a_(b)).')).toEqual([
      { kind: 'link', text: 'the book', href: 'https://example.org/a_(b)' },
    ]);
  });

  test.each([
    'javascript:alert(1)',
    '[x](javascript:alert(1))',
    '[x](data:text/html,x)',
    'https://',
    'xhttps://example.org',
    'www.',
    'www.example',
    'www.a b.c',
    'awww.example.org',
  ])('%j is no link', (text) => {
    expect(linksIn(text)).toEqual([]);
  });

  test('nothing of a text is lost but the marks', () => {
    const pieces = fc.constantFrom(
      '*',
      '**',
      '_',
      '`',
      '```',
      '~~',
      '||',
      '\n',
      ' ',
      '> ',
      '- ',
      '[x] ',
      '| ',
      '|--|',
      '|--|--|',
      'a',
      'Bc',
      '@d',
      'https://x.org',
      ')',
      '.',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}:/.@)]/gu, '');
        const text = parts.join('');

        expect(letters(blocksOf(text).map(plain).join(''))).toBe(letters(text));
      }),
      { numRuns: 1_000 },
    );
  });

  // Each is as long as a message can be, and would take a careless reader minutes or overflow its stack.
  test.each([
    ['marks that never close', '*a '.repeat(3_333)],
    ['all marks in turn', '**_~~||*__'.repeat(1_000)],
    ['brackets', '['.repeat(10_000)],
    ['links that are none', '[a]('.repeat(2_500)],
    ['backticks of every length', Array.from({ length: 140 }, (_, length) => '`'.repeat(length)).join(' ')],
    ['backticks that never meet', '` `` '.repeat(2_000)],
    ['quotes in quotes', '>'.repeat(10_000)],
    ['lists in lists', '- '.repeat(5_000)],
    ['steps of lists', Array.from({ length: 140 }, (_, depth) => `${' '.repeat(depth)}- a`).join('\n')],
    ['short lines', '> a\n\n'.repeat(2_000)],
    ['rows without end', `|a|b|\n|-|-|\n${'|\n'.repeat(4_990)}`],
    ['a table of columns', `${'|a'.repeat(2_000)}\n${'|-'.repeat(2_000)}`],
    ['tables that are none', '|a\n|-|-\n'.repeat(1_250)],
    ['as many cells as there may be', `${'|a'.repeat(20)}\n${'|-'.repeat(20)}\n${'|\n'.repeat(4_900)}`],
    ['tasks', '- [x] a\n'.repeat(1_200)],
    ['fences', '```\na\n```\n'.repeat(1_000)],
    ['an address without end', `https://${'(a'.repeat(4_990)}`],
    ['an address of brackets', `https://a${')'.repeat(9_000)}`],
    ['mentions', '@a'.repeat(5_000)],
    ['one long word', 'a'.repeat(10_000)],
    ['combining marks', `a${'\u0301'.repeat(9_999)}`],
  ])('goes through %s once', (_name, text) => {
    let steps = 0;
    const counted = blocksOf(text);
    JSON.stringify(counted, (_key, value) => {
      steps += 1;
      return value;
    });

    expect(steps).toBeLessThan(10 * text.length + 100);
  });

  test.each([
    ['brackets before them', ']('],
    ['links before them', '[x](http://a('],
  ])('does not look again and again at addresses that are none, with %s', (_name, before) => {
    const text = `${before}www.`.repeat(6_000);
    const startedAt = performance.now();

    const said = blocksOf(text).map(plain).join('');

    expect(said).toBe(text);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
