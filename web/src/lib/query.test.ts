import { describe, expect, it } from 'vitest';

import { asksServer, fits, nearest, parse, runKeys, servedWhole, without, withTerm, type RunLike } from './query';

const run: RunLike = {
  id: 'run_1',
  workflow: 'onboarding',
  key: 'k',
  title: 'Acme',
  goal: 'q4',
  status: 'waiting',
  failing: true,
  started_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};
const now = Date.parse('2026-01-03T00:00:00Z');

describe('the query language', () => {
  it('tells terms from words', () => {
    const query = parse('status:failed template:onboarding Acme "two words" age:>1d', runKeys);
    expect(query.terms.map((term) => [term.key, term.comparison, term.value])).toEqual([
      ['status', '=', 'failed'],
      ['template', '=', 'onboarding'],
      ['age', '>', '1d'],
    ]);
    expect(query.words).toEqual(['Acme', 'two words']);
    expect(query.mistakes).toEqual([]);
  });

  it('knows other names of keys, quotes and minus', () => {
    const query = parse('-workflow:"a b" goal:q4', runKeys);
    expect(query.terms[0]).toMatchObject({ key: 'template', value: 'a b', negated: true, raw: '-workflow:"a b"' });
  });

  it('says what was probably meant', () => {
    expect(parse('statsu:failed', runKeys).mistakes).toEqual([{ raw: 'statsu:failed', kind: 'key', hint: 'status' }]);
    expect(parse('status:faild', runKeys).mistakes[0]?.hint).toBe('failed');
    expect(parse('age:>soon', runKeys).mistakes[0]).toMatchObject({ kind: 'value' });
    expect(nearest('xyz', ['status'])).toBe('');
  });

  it('takes a key without a value, and a time of day, for words', () => {
    expect(parse('status: 12:30', runKeys).words).toEqual(['status:', '12:30']);
  });

  it('asks the server for what it filters by', () => {
    const query = parse('status:failed template:x key:1 goal:q4 one two', runKeys);
    expect(asksServer(query)).toEqual({ status: 'failed', workflow: 'x', key: '1', q: 'one two' });
    expect(servedWhole(query)).toBe(false);
    expect(servedWhole(parse('status:failed some words', runKeys))).toBe(true);
    expect(servedWhole(parse('-status:failed', runKeys))).toBe(false);
  });

  it('holds the rest against each run', () => {
    const holds = (text: string) => fits(parse(text, runKeys), run, now);
    expect(holds('status:failed')).toBe(true); // a step of it has failed while another waits
    expect(holds('status:running')).toBe(false);
    expect(holds('age:>1d goal:q4')).toBe(true);
    expect(holds('age:<1d')).toBe(false);
    expect(holds('since:3d -goal:q4')).toBe(false);
  });

  it('edits texts by term', () => {
    expect(without('status:failed a "b c"', 'status:failed')).toBe('a "b c"');
    expect(withTerm('status:failed a', 'status', 'waiting')).toBe('a status:waiting');
    expect(withTerm('', 'goal', 'q 4')).toBe('goal:"q 4"');
  });
});
