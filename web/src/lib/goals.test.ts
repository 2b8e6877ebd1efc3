import { describe, expect, it } from 'vitest';

import { countOf, edgesOf, notOnTrack, percentOf } from './goals';

describe('goals', () => {
  const goals = [
    { name: 'growth', parent: null, state: 'at_risk' as const },
    { name: 'retention', parent: 'growth', state: 'on_track' as const },
    { name: 'refonte', parent: 'growth', state: 'off' as const },
    { name: 'news', parent: 'gone', state: 'at_risk' as const },
  ];

  it('that are not on track come with the worst first', () => {
    expect(notOnTrack(goals).map((goal) => goal.name)).toEqual(['refonte', 'growth', 'news']);
    expect([countOf(goals, 'off'), countOf(goals, 'at_risk')]).toEqual([1, 2]);
  });

  it('hang beneath a parent that is there', () => {
    expect(edgesOf(goals)).toEqual([
      { from: 'growth', to: 'retention' },
      { from: 'growth', to: 'refonte' },
    ]);
  });

  it('have no share of nothing', () => {
    expect([percentOf(3, 12), percentOf(0, 0)]).toEqual([25, null]);
  });
});
