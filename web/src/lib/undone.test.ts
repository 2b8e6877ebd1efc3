import { describe, expect, it } from 'vitest';

import type { Step } from './api';
import { undoneOf } from './undone';

const step = (name: string, status?: string, since = '') =>
  ({ name, undo: status ? { status, since, attempt: 1, reason: '', attempts: [] } : undefined }) as unknown as Step;

describe('what was undone', () => {
  it('comes in the order in which it was, without what could not be', () => {
    const all = [step('a', 'succeeded', '12:03'), step('b', 'failed', '12:02'), step('c', 'succeeded', '12:01'), step('d')];
    expect(undoneOf(all).map((each) => each.name)).toEqual(['c', 'a']);
  });

  it('is told in the reverse order of the steps where the moments are the same', () => {
    const all = [step('a', 'succeeded', '12:01'), step('b', 'succeeded', '12:01')];
    expect(undoneOf(all).map((each) => each.name)).toEqual(['b', 'a']);
  });
});
