import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { arabic } from '../../../web/src/languages/ar/index.ts';
import { german } from '../../../web/src/languages/de/index.ts';
import { english } from '../../../web/src/languages/en/index.ts';
import { spanish } from '../../../web/src/languages/es/index.ts';
import { japanese } from '../../../web/src/languages/ja/index.ts';
import { plurals } from '../../../web/src/languages/plurals.ts';

const SOURCE = join(import.meta.dirname, '../../../web/src');

const isNode = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Serves as a number, a name, a list of names, and as what makes an element of words. */
const anything = Object.assign((words: unknown) => words, {
  [Symbol.toPrimitive]: () => 1,
  [Symbol.iterator]: () => ['1'].values(),
  join: () => '1',
  map: (change: (name: string) => unknown) => ['1'].map(change),
});
Object.setPrototypeOf(anything, String.prototype);

/** Every word that a person would read, each under its path; functions by what they say of 1. */
const leaves = (value: unknown, path = ''): [path: string, said: string][] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, textOf(value(...Array.from({ length: 6 }, () => anything)))]];
  return isNode(value) ? Object.entries(value).flatMap(([key, each]) => leaves(each, `${path}.${key}`)) : [];
};

/** What stands on the keys of most keyboards, and a name of an emoji, which takes no letters but these. */
const SAME_EVERYWHERE = /^\.(keyboard\.caps|emoji\.example)/;

/** Of React nodes too. */
const textOf = (node: unknown): string => {
  if (Array.isArray(node)) return node.map(textOf).join('');
  if (isNode(node)) return textOf(isNode(node.props) ? node.props.children : '');
  return typeof node === 'string' || typeof node === 'number' ? String(node) : '';
};

describe('the catalogues', () => {
  const said = new Map(leaves(english));

  test.each([
    ['German', german, /\p{Script=Latin}/u],
    ['Spanish', spanish, /\p{Script=Latin}/u],
    ['Arabic', arabic, /\p{Script=Arabic}/u],
    ['Japanese', japanese, /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u],
  ] as const)('%s says all that English does, in its own words', (_name, catalogue, script) => {
    const own = leaves(catalogue);
    expect(own.map(([path]) => path)).toEqual(expect.arrayContaining([...said.keys()]));
    const foreign = own.filter(([path, text]) => {
      const original = said.get(path);
      const isWords = /\p{L}{2}/u.test(text) && text !== 'Parley' && !SAME_EVERYWHERE.test(path);
      const isSame = text === original && /\p{L} \p{L}/u.test(text);
      return isWords && (isSame || !script.test(text));
    });
    expect(foreign).toEqual([]);
  });

  test('a number takes the form that its language has for it', () => {
    const messages = plurals('ar');
    const forms = { zero: 'zero', one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
    expect([0, 1, 2, 3, 11, 100].map((count) => messages(count, forms))).toEqual(['zero', 'one', 'two', 'few', 'many', 'other']);
    expect(plurals('de')(1_200, { one: '# Nachricht', other: '# Nachrichten' })).toBe('1.200 Nachrichten');
    expect(plurals('ja')(1, { other: '#件' })).toBe('1件');
    expect([1, 2].map(english.rooms.mentions)).toEqual([' mention, ', ' mentions, ']);
  });
});

/** Attributes that hold no words, whatever they look like. */
const CODE_ATTRIBUTES = new Set(['className', 'd', 'viewBox', 'style', 'sizes', 'rel', 'allow', 'autoComplete', 'transform']);
/** Calls whose texts are for machines: a selector, a key, a header, or for whoever debugs the app. */
const CODE_CALLS =
  /^(Error|RegExp|querySelector|querySelectorAll|closest|matches|matchMedia|addEventListener|removeEventListener|includes|split|fetch|startsWith|join|postMessage)$/;
const CODE = new RegExp(
  `^(${[
    'Parley:?',
    // Places beside something, keys, names of errors and of what browsers may lack.
    '(top|bottom)( (start|end))?',
    '((Mod|Alt|Shift)\\+)*([A-Z/]|F6|Arrow\\w+|Enter|Escape|Tab)',
    '\\w+(Exception|Error|Channel)',
    // Browsers and systems.
    'Edge|Opera|Firefox|Chrome|Safari|Android|Windows|Linux',
  ].join('|')})$`,
);

const nameOf = (callee: unknown): string => {
  if (!isNode(callee)) return '';
  if (callee.type === 'MemberExpression') return nameOf(callee.property);
  return typeof callee.value === 'string' ? callee.value : '';
};

/** Words of a person's language: a capital that begins a word, or several words. */
const isSaid = (text: string): boolean => {
  const trimmed = text.trim();
  return (
    !CODE.test(trimmed) &&
    (/^\p{Lu}\p{Ll}+[ .,:…?!]?/u.test(trimmed) || /\p{L}{2,} \p{L}{2,}/u.test(trimmed)) &&
    !/[{};=[\]<>]|^\./.test(trimmed)
  );
};

interface Found {
  words: string[];
  /** Catalogue entries that are read when the module is loaded. */
  early: string[];
}

const search = (node: unknown, found: Found, inFunction = false): void => {
  if (Array.isArray(node)) {
    for (const each of node) search(each, found, inFunction);
    return;
  }
  if (!isNode(node)) return;
  const { type } = node;
  if (typeof type === 'string') {
    if (type === 'ImportDeclaration' || type === 'ExportNamedDeclaration' || type.startsWith('TsType') || type === 'TsInterfaceDeclaration')
      return;
    if (type === 'TsLiteralType' || type === 'TsEnumDeclaration' || type === 'TsIndexedAccessType') return;
    if (type === 'JSXAttribute' && CODE_ATTRIBUTES.has(nameOf(node.name))) return;
    if ((type === 'CallExpression' || type === 'NewExpression') && CODE_CALLS.test(nameOf(node.callee))) return;
    if (type === 'JSXText' && typeof node.value === 'string' && /\p{L}/u.test(node.value) && !CODE.test(node.value.trim()))
      found.words.push(node.value.trim());
    if (type === 'StringLiteral' && typeof node.value === 'string' && isSaid(node.value)) found.words.push(node.value);
    if (type === 'TemplateElement' && typeof node.raw === 'string' && isSaid(node.raw)) found.words.push(node.raw);
    if (
      !inFunction &&
      type === 'MemberExpression' &&
      isNode(node.object) &&
      node.object.type === 'Identifier' &&
      node.object.value === 't'
    ) {
      found.early.push(nameOf(node.property));
    }
  }
  const enters =
    type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'FunctionDeclaration' || type === 'ClassMethod';
  for (const value of Object.values(node)) search(value, found, inFunction || enters);
};

/** The worker says nothing, deployment.ts speaks to whoever runs the site, emoji go by the names that one types, and programs are English. */
const isSource = (path: string) =>
  /\.tsx?$/.test(path) && !/^(languages\/|worker\/|deployment\.ts|emoji\/emoji\.ts|room\/code-tokens\.ts)/.test(path);

describe.each(readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(isSource))('%s', (path) => {
  const found: Found = { words: [], early: [] };
  search(parseSync(readFileSync(join(SOURCE, path), 'utf8'), { syntax: 'typescript', tsx: path.endsWith('x') }), found);

  test('says nothing that is not in the catalogues', () => expect(found.words).toEqual([]));
  test('reads the catalogue while it shows something', () => expect(found.early).toEqual([]));
});
