import { describe, expect, it } from 'vitest';

import { difference, type Played } from './simulated';

const played = (more: object) =>
  ({ event: 'evt_1', type: 'a.b', result: 'same_path', changes: [], draft: { starts: true }, ...more }) as unknown as Played;
const said = (more: object) => difference(played(more), (status) => status?.toUpperCase() ?? '–');

describe('what a simulation says of an event', () => {
  it('is nothing when the path is the same', () => {
    expect(said({})).toBe('');
  });

  it('is how steps stand otherwise, and that one is not come to', () => {
    const changes = [
      { step: 'legal', published: 'succeeded', draft: null },
      { step: 'note', published: null, draft: 'waiting' },
    ];
    expect(said({ result: 'new_path', changes })).toBe('legal: SUCCEEDED → –, note: – → WAITING');
  });

  it('is where the run stands when no step differs', () => {
    expect(said({ result: 'new_path', draft: { starts: true, status: 'failed' } })).toBe('FAILED');
  });

  it('is why the draft starts nothing, or what it cannot evaluate', () => {
    expect(said({ result: 'would_not_start', draft: { starts: false, because: 'no trigger' } })).toBe('no trigger');
    expect(said({ result: 'error', draft: { starts: true, error: 'no such member' } })).toBe('no such member');
  });
});
