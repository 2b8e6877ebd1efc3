import { expect, it } from 'vitest';

import { Touched } from './touched';

const idsOf = (of: [string, number][]) => of.map(([id]) => id);

it('what has changed is fetched once, and the rest at the next turn', () => {
  const touched = new Touched();
  for (const id of ['a', 'b', 'a', 'c']) touched.add(id);
  const first = touched.some(2);
  expect(idsOf(first)).toEqual(['a', 'b']);
  touched.seen(first);
  expect([idsOf(touched.some(2)), touched.size]).toEqual([['c'], 1]);
});

it('what was asked for in vain is asked for again', () => {
  const touched = new Touched();
  touched.add('a');
  touched.some(2);
  expect(idsOf(touched.some(2))).toEqual(['a']);
});

it('what changes while it is fetched is fetched again', () => {
  const touched = new Touched();
  touched.add('a');
  const wanted = touched.some(2);
  touched.add('a');
  touched.seen(wanted);
  expect(idsOf(touched.some(2))).toEqual(['a']);
});
