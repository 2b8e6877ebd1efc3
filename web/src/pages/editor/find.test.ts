import { describe, expect, it } from 'vitest';

import { matchesOf, nextOf, patternOf, previousOf, replacementOf, type Query } from './find';

const query = (search: string, more: Partial<Query> = {}): Query => ({
  search,
  replace: '',
  matchCase: false,
  regexp: false,
  word: false,
  ...more,
});
const found = (text: string, search: string, more: Partial<Query> = {}) =>
  matchesOf(query(search, more), text).map((each) => text.slice(each.from, each.to));

describe('a search', () => {
  it('finds a text in upper or lower case, or only as it is written', () => {
    expect(found('Brief, brief', 'brief')).toEqual(['Brief', 'brief']);
    expect(found('Brief, brief', 'brief', { matchCase: true })).toEqual(['brief']);
    expect(found('a.b, axb ${c}', 'a.b')).toEqual(['a.b']);
    expect(found('a.b, axb ${c}', '${c}')).toEqual(['${c}']);
  });

  it('finds a regular expression, line by line', () => {
    expect(found('a: 1\nb: 2', '^\\w:', { regexp: true })).toEqual(['a:', 'b:']);
    expect(found('a: 1\nb: 2', 'a|b', { regexp: true, word: true })).toEqual(['a', 'b']);
    expect(patternOf(query('(', { regexp: true }))).toBeNull();
    expect(found('abc', 'x*', { regexp: true })).toEqual([]);
  });

  it('finds words as a whole', () => {
    expect(found('legal, illegal, légal, legal_2', 'legal', { word: true })).toEqual(['legal']);
    expect(found('été étés', 'été', { word: true })).toEqual(['été']);
    expect(found('x- [a-b]', '-', { word: true })).toEqual(['-', '-']);
  });

  it('takes \\n and \\t for what they stand for', () => {
    expect(found('a:\n  b', 'a:\\n')).toEqual(['a:\n']);
    expect(found('a\\nb', 'a\\\\nb')).toEqual(['a\\nb']);
  });

  it('finds nothing by nothing, and no more than it is asked for', () => {
    expect(found('abc', '')).toEqual([]);
    expect(matchesOf(query('a'), 'aaa', 2)).toHaveLength(2);
  });

  it('goes on from the end at the beginning, and back', () => {
    const all = matchesOf(query('a'), 'a a a');
    expect([nextOf(all, 1)?.from, nextOf(all, 5)?.from, nextOf([], 0)]).toEqual([2, 0, undefined]);
    expect([previousOf(all, 2)?.from, previousOf(all, 0)?.from, previousOf([], 0)]).toEqual([0, 4, undefined]);
  });
});

describe('what takes the place of a match', () => {
  const replaced = (text: string, search: string, replace: string, regexp: boolean) => {
    const all = query(search, { replace, regexp });
    return matchesOf(all, text).map((each) => replacementOf(all, each));
  };

  it('is the text', () => {
    expect(replaced('a', 'a', '$1\\n$&', false)).toEqual(['$1\n$&']);
  });

  it('has the groups of a regular expression', () => {
    expect(replaced('ab', '(a)(b)|(c)', '$2$1-$&-$$-$3-$9', true)).toEqual(['ba-ab-$--$9']);
  });
});
