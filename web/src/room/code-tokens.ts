// Colours for code, good enough to read by: comments, strings, numbers and the words of a language. No grammar, one pass.

export interface Token {
  kind: 'plain' | 'comment' | 'string' | 'number' | 'word';
  at: number;
  text: string;
}

const C_LIKE =
  'abstract as async await bool boolean break byte case catch char class const continue default defer delete do double else enum export extends false final finally float fn for foreach from func function go if impl implements import in instanceof int interface let long loop match mod module mut namespace new nil null of override package private protected pub public readonly return self short static struct super switch this throw throws trait true try type typeof undefined union unsafe use using var void where while with yield';
const PYTHON =
  'and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield';
const SHELL =
  'case cd do done echo elif else esac exit export fi for function if in local read return set shift source then unset until while';
const SQL =
  'add all alter and as asc begin between by case commit constraint create default delete desc distinct drop else end exists false foreign from full group having in index inner insert into is join key left like limit not null on or order outer primary references right rollback select set table then transaction true union unique update values view when where with';

const languages: readonly { names: string; words: string; comment: string }[] = [
  {
    names: 'js jsx ts tsx javascript typescript java c h cpp c++ cs csharp go rust rs kotlin kt swift php scala dart css scss',
    words: C_LIKE,
    comment: '//[^\\n]*|/\\*[^]*?(?:\\*/|$)',
  },
  { names: 'json', words: 'true false null', comment: '(?!)' },
  { names: 'py python rb ruby', words: `${PYTHON} begin do end ensure module nil puts require rescue then unless`, comment: '#[^\\n]*' },
  { names: 'sh bash zsh shell console', words: SHELL, comment: '(?<![^\\s])#[^\\n]*' },
  { names: 'yaml yml toml ini dockerfile makefile', words: 'true false null yes no on off', comment: '#[^\\n]*' },
  { names: 'sql', words: `${SQL} ${SQL.toUpperCase()}`, comment: '--[^\\n]*|/\\*[^]*?(?:\\*/|$)' },
  { names: 'html xml svg vue', words: '', comment: '<!--[^]*?(?:-->|$)' },
];

const STRING = '"(?:[^"\\\\\\n]|\\\\.)*"?|\'(?:[^\'\\\\\\n]|\\\\.)*\'?|`(?:[^`\\\\]|\\\\[^])*`?';
const NUMBER = '(?<![\\w.])(?:0x[\\da-f_]+|\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?)\\w*';

const patternOf = (comment: string, words: string) =>
  new RegExp(
    `(?<comment>${comment})|(?<string>${STRING})|(?<number>${NUMBER})|(?<word>\\b(?:${words.replaceAll(' ', '|') || '(?!)'})\\b)`,
    'gi',
  );

/** The text in pieces, in order and without a gap. A language that is not known is plain. */
export const tokensOf = (language: string, text: string): Token[] => {
  const known = languages.find(({ names }) => names.split(' ').includes(language));
  const found = known === undefined ? [] : [...text.matchAll(patternOf(known.comment, known.words))];
  const tokens: Token[] = [];
  let end = 0;
  const addPlain = (to: number) => {
    if (to > end) tokens.push({ kind: 'plain', at: end, text: text.slice(end, to) });
  };
  for (const { index, 0: token, groups = {} } of found) {
    addPlain(index);
    const { comment, string, number } = groups;
    const kind = comment !== undefined ? 'comment' : string !== undefined ? 'string' : number !== undefined ? 'number' : 'word';
    tokens.push({ kind, at: index, text: token });
    end = index + token.length;
  }
  addPlain(text.length);
  return tokens;
};
