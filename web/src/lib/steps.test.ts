import { describe, expect, it } from 'vitest';

import { titled, titleOf } from './steps';

const steps = [
  { name: 'brief', title: 'Write the brief' },
  { name: 'send', title: '' },
];

describe('titles of steps', () => {
  it('are their names where the template has none', () => {
    expect(titled(steps).map((step) => step.title)).toEqual(['Write the brief', 'send']);
  });

  it('are found by the name', () => {
    expect(['brief', 'send', 'gone'].map((name) => titleOf(steps, name))).toEqual(['Write the brief', 'send', 'gone']);
    expect(titleOf(undefined, 'brief')).toBe('brief');
  });
});
