import { describe, expect, it } from 'vitest';

import type { JournalRow, Transition } from './api';
import { mostly, splitOf, timeline, type Part } from './timeline';

const base = Date.parse('2026-01-01T00:00:00Z');
const row = (second: number, ...transitions: Transition[]): JournalRow => ({
  sequence: second,
  at: new Date(base + second * 1000).toISOString(),
  cause: null,
  actor: '',
  transitions,
});

describe('the timeline of a run', () => {
  const journal = [
    row(0, { is: 'RunStarted' }),
    row(1, { is: 'StepStarted', step: 'ticket', attempt: 1 }),
    row(2, { is: 'StepRetrying', step: 'ticket', attempt: 2, reason: '503' }),
    row(10, { is: 'StepStarted', step: 'ticket', attempt: 2 }),
    row(11, { is: 'StepSucceeded', step: 'ticket' }, { is: 'ApprovalRequested', step: 'legal', group: 'legal' }),
    row(31, { is: 'StepSucceeded', step: 'legal' }, { is: 'StepGated', step: 'launch', reason: 'now' }),
  ];
  const made = timeline(journal, base, base + 40_000);

  it('splits each step', () => {
    expect(made.steps.get('ticket')?.parts.map((part) => [part.kind, (part.to - part.from) / 1000])).toEqual([
      ['work', 1],
      ['backoff', 8],
      ['work', 1],
    ]);
    expect(made.steps.get('ticket')?.attempts.map((each) => [each.number, each.outcome, each.paused])).toEqual([
      [1, 'retrying', 8000],
      [2, 'succeeded', null],
    ]);
    expect(made.steps.get('launch')?.parts).toMatchObject([{ kind: 'queue', to: base + 40_000 }]);
  });

  it('splits the run so that the parts add up', () => {
    expect(made.split).toEqual({ queue: 10_000, work: 2000, people: 20_000, backoff: 8000 });
    expect(mostly(made.split)).toEqual({ kind: 'people', share: 0.5 });
  });

  it('counts what happens at once only once', () => {
    const part = (kind: Part['kind'], from: number, to: number): Part => ({ kind, from, to, note: '', failed: false });
    expect(splitOf([part('people', 0, 10), part('work', 2, 4), part('backoff', 8, 20)], 0, 15)).toEqual({
      queue: 0,
      work: 2,
      people: 8,
      backoff: 5,
    });
  });
});
