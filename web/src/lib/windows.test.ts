import { describe, expect, it } from 'vitest';

import { lacking, standingOf, withMore, type WindowKey, type WindowOf } from './windows';

const key = (of: Partial<WindowKey>): WindowKey => ({ key: 'acme', because: '', ...of });

describe('what a key of a window has', () => {
  it('counts events and different values', () => {
    const standing = standingOf(
      'count',
      key({ events: { come: 1, needed: 3 }, distinct: { people: { come: ['ann', 'bob'], needed: 2 } } }),
    );
    expect(standing).toEqual({
      is: 'counts',
      parts: [
        { name: '', come: 1, needed: 3, values: [] },
        { name: 'people', come: 2, needed: 2, values: ['ann', 'bob'] },
      ],
    });
    expect(standing.is === 'counts' && lacking(standing.parts).map((part) => part.name)).toEqual(['']);
  });

  it('counts how far a sequence has come', () => {
    expect(standingOf('sequence', key({ come: 1, needed: 2 }))).toMatchObject({
      is: 'counts',
      parts: [{ come: 1, needed: 2 }],
    });
  });

  it('rests before it counts, and says when it fires', () => {
    const until = '2026-05-04T12:00:00Z';
    expect(standingOf('count', key({ events: { come: 0, needed: 3 }, rests_until: until }))).toEqual({
      is: 'rests',
      until,
    });
    expect(standingOf('sequence', key({ come: 2, needed: 2, fires_at: until }))).toEqual({ is: 'fires', at: until });
  });

  it('measures against a bound, once enough has come', () => {
    expect(standingOf('threshold', key({ value: 2, bound: 5 }))).toEqual({ is: 'measures', value: 2, bound: 5 });
    expect(standingOf('threshold', key({ value: 2 }))).toEqual({ is: 'few' });
  });
});

describe('a further page of keys', () => {
  it('stands behind the first, in its own window', () => {
    const window = (name: string, keys: string[], next: string | null): WindowOf => ({
      window: name,
      kind: 'count',
      line: 3,
      waits_for: '',
      keys: keys.map((each) => key({ key: each })),
      next,
    });
    const all = withMore([window('1', ['a', 'b'], 'b'), window('2', ['z'], null)], [window('1', ['c'], null)]);
    expect(all.map((each) => [each.keys.map((one) => one.key).join(), each.next])).toEqual([
      ['a,b,c', null],
      ['z', null],
    ]);
  });
});
