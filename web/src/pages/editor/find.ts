// What a search in the text of the editor finds, and what takes its place.

export interface Query {
  search: string;
  replace: string;
  matchCase: boolean;
  regexp: boolean;
  /** True: a match neither begins nor ends within a word. */
  word: boolean;
}

export interface Match {
  from: number;
  to: number;
  /** The text that matched, and behind it what each group of the regular expression matched. */
  groups: readonly (string | undefined)[];
}

/** How many matches are marked in one stretch of visible text. Nobody looks at more. */
export const kMatchesMax = 1000;

const kEscapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
const unescaped = (text: string) => text.replace(/\\([nrt\\])/g, (_, letter: string) => kEscapes[letter] ?? '');

/** The regular expression for a query. Null if there is nothing to search for, or if what was typed is no regular expression. */
export function patternOf({ search, matchCase, regexp, word }: Query): RegExp | null {
  if (!search) return null;
  const own = regexp ? `(?:${search})` : unescaped(search).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const letter = '[\\p{L}\\p{N}_]';
  // No letter may stand beside the match if the match has a letter there too: then it would be a part of a longer word.
  const whole = word ? `(?<!${letter}(?=${letter}))${own}(?!(?<=${letter})${letter})` : own;
  try {
    return new RegExp(whole, matchCase ? 'gmu' : 'gimu');
  } catch {
    return null;
  }
}

/** The matches from the beginning of the text on, at most `most` of them. A match without any text is left out. */
export function matchesOf(query: Query, text: string, most = Infinity): Match[] {
  const pattern = patternOf(query);
  const found: Match[] = [];
  for (const groups of pattern ? text.matchAll(pattern) : []) {
    if (found.length >= most) break;
    if (groups[0]) found.push({ from: groups.index, to: groups.index + groups[0].length, groups: [...groups] });
  }
  return found;
}

/** The first match that begins at `from` or later. If there is none, the search begins again at the top: the first match of all. */
export const nextOf = (found: Match[], from: number): Match | undefined =>
  found.find((each) => each.from >= from) ?? found[0];

/** The last match that ends at `to` or earlier. If there is none, the search begins again at the bottom: the last match of all. */
export const previousOf = (found: Match[], to: number): Match | undefined =>
  found.findLast((each) => each.to <= to) ?? found.at(-1);

/**
 * The text that replaces a match. If the query is a regular expression, `$1` in it stands for what the first group matched, `$&` for
 * the whole match and `$$` for a dollar sign.
 */
export function replacementOf({ replace, regexp }: Query, { groups }: Match): string {
  const text = unescaped(replace);
  if (!regexp) return text;
  return text.replace(/\$([$&]|\d)/g, (whole, name: string) =>
    name === '$' ? '$' : name === '&' ? (groups[0] ?? '') : Number(name) in groups ? (groups[Number(name)] ?? '') : whole,
  );
}
