import { describe, expect, it } from 'vitest';

import { chosenOf, queryOf, standsOf, withVersion } from './migration';

const run = (id: string, version: number) => ({ id, version });
const stands = standsOf([run('a', 7), run('b', 5), run('c', 8), run('d', 7), run('e', 9)], 8);

describe('open runs that are to be migrated to v8', () => {
  it('stand by their versions, newest first, and those that have it already are left out', () => {
    expect(stands.map(({ version, runs }) => [version, ...runs.map((each) => each.id)])).toEqual([
      [9, 'e'],
      [7, 'a', 'd'],
      [5, 'b'],
    ]);
    expect(standsOf([run('c', 8)], 8)).toEqual([]);
  });

  it('are those of older versions, until the address names others', () => {
    expect(chosenOf('', stands, 8)).toEqual([7, 5]);
    expect(chosenOf('9,5', stands, 8)).toEqual([9, 5]);
    expect(chosenOf('8,4,x', stands, 8)).toEqual([]);
  });

  it('are chosen version by version, and the address keeps also that none is', () => {
    const steps: [number, boolean][] = [[7, false], [9, true], [5, false], [9, false], [7, true]];
    let from = '';
    const seen = steps.map(([version, on]) => (from = withVersion(chosenOf(from, stands, 8), version, on)));
    expect(seen).toEqual(['5', '5,9', '9', '0', '7']);
    expect(chosenOf('0', stands, 8)).toEqual([]);
  });

  it('are found by the command line, which no run of another version is', () => {
    const query = (chosen: number[]) => queryOf('order', stands, chosen, 8);
    expect(query([7])).toBe('template:order status:open version:7');
    expect(query([7, 5])).toBe('template:order status:open version:<8');
    expect(query([9, 5])).toBe('template:order status:open -version:7');
    expect(query([9, 7, 5])).toBe('template:order status:open');
  });
});
