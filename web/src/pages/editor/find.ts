// What a search in the text of the editor finds, and what takes its place.

export interface Query {
  search: string;
  replace: string;
  matchCase: boolean;
  regexp: boolean;
  /** Words as a whole only. */
  word: boolean;
}

export interface Match {
  from: number;
  to: number;
  /** The text, and what the groups of a regular expression took of it. */
  groups: readonly (string | undefined)[];
}

/** So many are marked, and selected at once; more are more than anybody looks at. */
export const kMatchesMax = 1000;

const kEscapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
const unescaped = (text: string) => text.replace(/\\([nrt\\])/g, (_, letter: string) => kEscapes[letter] ?? '');

/** How the query is looked for; null where there is nothing to look for, or no such expression. */
export function patternOf({ search, matchCase, regexp, word }: Query): RegExp | null {
  if (!search) return null;
  const own = regexp ? `(?:${search})` : unescaped(search).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const letter = '[\\p{L}\\p{N}_]';
  // Only where it begins, or ends, with a letter itself is there a word to be a part of.
  const whole = word ? `(?<!${letter}(?=${letter}))${own}(?!(?<=${letter})${letter})` : own;
  try {
    return new RegExp(whole, matchCase ? 'gmu' : 'gimu');
  } catch {
    return null;
  }
}

/** What is found, in its order; nothing of no length. */
export function matchesOf(query: Query, text: string, most = Infinity): Match[] {
  const pattern = patternOf(query);
  const found: Match[] = [];
  for (const groups of pattern ? text.matchAll(pattern) : []) {
    if (found.length >= most) break;
    if (groups[0]) found.push({ from: groups.index, to: groups.index + groups[0].length, groups: [...groups] });
  }
  return found;
}

/** The first match from a place on, or else the first of all. */
export const nextOf = (found: Match[], from: number): Match | undefined =>
  found.find((each) => each.from >= from) ?? found[0];

/** The last match that ends before a place, or else the last of all. */
export const previousOf = (found: Match[], to: number): Match | undefined =>
  found.findLast((each) => each.to <= to) ?? found.at(-1);

/** What takes the place of a match: of a regular expression with its groups, as `$1`, `$&` and `$$`. */
export function replacementOf({ replace, regexp }: Query, { groups }: Match): string {
  const text = unescaped(replace);
  if (!regexp) return text;
  return text.replace(/\$([$&]|\d)/g, (whole, name: string) =>
    name === '$' ? '$' : name === '&' ? (groups[0] ?? '') : Number(name) in groups ? (groups[Number(name)] ?? '') : whole,
  );
}
