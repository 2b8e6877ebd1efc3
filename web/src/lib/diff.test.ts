import { describe, expect, it } from 'vitest';

import { diffLines, diffValues, withAround } from './diff';

const marks = { same: ' ', gone: '-', new: '+' };
const shown = (before: string, after: string) => diffLines(before, after).map((line) => marks[line.kind] + line.text);

describe('the difference of texts', () => {
  it('is the shortest one', () => {
    expect(shown('a\nb\nc\nd', 'a\nc\nx\nd')).toEqual([' a', '-b', ' c', '+x', ' d']);
    expect(shown('', '')).toEqual([' ']);
    expect(shown('a', 'b')).toEqual(['-a', '+b']);
  });

  it('numbers the lines of both', () => {
    expect(diffLines('a\nb', 'b').map((line) => [line.before, line.after])).toEqual([
      [1, null],
      [2, 1],
    ]);
  });

  it('makes the second out of the first, whatever they are', () => {
    const words = ['a', 'b', 'c'];
    let seed = 7;
    const random = (most: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
    for (let round = 0; round < 200; ++round) {
      const make = () => Array.from({ length: random(9) }, () => words[random(3)]).join('\n');
      const [before, after] = [make(), make()];
      const lines = diffLines(before, after);
      expect(
        lines
          .filter((line) => line.kind !== 'new')
          .map((line) => line.text)
          .join('\n'),
      ).toBe(before);
      expect(
        lines
          .filter((line) => line.kind !== 'gone')
          .map((line) => line.text)
          .join('\n'),
      ).toBe(after);
    }
  });

  it('leaves out what is equal far around', () => {
    const text = Array.from({ length: 20 }, (_, index) => String(index)).join('\n');
    const around = withAround(diffLines(text, text.replace('10', 'x')));
    expect(around.filter((line) => line === null)).toHaveLength(2);
    expect(around).toHaveLength(2 + 3 + 2 + 3);
  });
});

describe('the difference of values', () => {
  it('goes key by key', () => {
    expect(diffValues({ a: 1, b: { c: [1], d: 'x' } }, { a: 2, b: { c: [1] }, e: null })).toEqual({
      changes: [
        { path: 'a', before: 1, after: 2 },
        { path: 'b.d', before: 'x', after: undefined },
        { path: 'e', before: undefined, after: null },
      ],
      same: ['b.c'],
    });
  });
});
