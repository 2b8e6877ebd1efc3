import { describe, expect, it } from 'vitest';

import cases from '../../../tests/data/queries/runs.json';
import { nearest, parse, runKeys, runStatuses, without, withTerm } from './query';

type Told = [key: string, comparison: string, value: string, negated?: true];

describe('the query language', () => {
  // The server is held to the same file.
  it.each(cases)('reads as the shared cases say: $text', ({ text, terms, words, mistakes }) => {
    const query = parse(text, runKeys);
    const told = query.terms.map(({ key, comparison, value, negated }): Told =>
      negated ? [key, comparison, value, true] : [key, comparison, value],
    );
    expect(told).toEqual(terms);
    expect(query.words).toEqual(words);
    expect(query.mistakes.map(({ raw, kind, hint }) => [raw, kind, hint])).toEqual(mistakes);
  });

  it('keeps how each term was written', () => {
    expect(parse('-workflow:"a b"', runKeys).terms[0]).toMatchObject({ key: 'template', raw: '-workflow:"a b"' });
  });

  it('says what was probably meant', () => {
    expect(parse('statsu:failed', runKeys).mistakes).toEqual([{ raw: 'statsu:failed', kind: 'key', hint: 'status' }]);
    expect(parse('status:faild', runKeys).mistakes[0]?.hint).toBe('failed');
    expect(parse('status:faild', runKeys).mistakes[0]?.of).toEqual({ key: 'status', words: runStatuses.join(', ') });
    expect(parse('status:nonsense', runKeys).mistakes[0]?.of).toBeUndefined();
    expect(parse('age:>soon', runKeys).mistakes[0]).toMatchObject({ kind: 'value' });
    expect(parse('age:>soon', runKeys).mistakes[0]?.of).toBeUndefined();
    expect(nearest('xyz', ['status'])).toBe('');
  });

  it('takes a key without a value, and a time of day, for words', () => {
    expect(parse('status: 12:30', runKeys).words).toEqual(['status:', '12:30']);
  });

  it('edits texts by term', () => {
    expect(without('status:failed a "b c"', 'status:failed')).toBe('a "b c"');
    expect(withTerm('status:failed a', 'status', 'waiting')).toBe('a status:waiting');
    expect(withTerm('', 'goal', 'q 4')).toBe('goal:"q 4"');
  });
});
