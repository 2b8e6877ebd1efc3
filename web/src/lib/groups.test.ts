import { describe, expect, it } from 'vitest';

import type { Run } from './api';
import { groupings, groupsOf } from './groups';

const run = (id: string, workflow: string, more: object = {}) => ({ id, workflow, goal: '', now: null, ...more }) as Run;
const told = (runs: Run[], by: string) => groupsOf(runs, by).map(({ key, runs }) => [key, ...runs.map((each) => each.id)]);

describe('groups of runs', () => {
  const runs = [
    run('a', 'order', { goal: 'q4', now: { kind: 'approval', who: 'finance' } }),
    run('b', 'lead', { now: { kind: 'event', who: 'crm.lead.won' } }),
    run('c', 'order', { now: { kind: 'task', who: 'finance' } }),
  ];

  it('stand in the order of their first runs, whose order stays', () => {
    expect(told(runs, 'template')).toEqual([
      ['order', 'a', 'c'],
      ['lead', 'b'],
    ]);
  });

  it('gather what is in none', () => {
    expect(told(runs, 'goal')).toEqual([
      ['q4', 'a'],
      ['', 'b', 'c'],
    ]);
  });

  it('by whom they wait for are of people', () => {
    expect(told(runs, 'waits')).toEqual([
      ['finance', 'a', 'c'],
      ['', 'b'],
    ]);
  });

  it('are one when the address names no grouping, or one that is unknown', () => {
    for (const by of ['', 'colour']) expect(told(runs, by)).toEqual([['', 'a', 'b', 'c']]);
    expect(groupings).toEqual(['', 'template', 'goal', 'waits']);
    expect(groupsOf([], 'goal')).toEqual([]);
  });
});
