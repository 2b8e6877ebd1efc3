import { describe, expect, it } from 'vitest';

import type { JournalRow, Transition } from './api';
import { measured, mostly, splitOf, timeline, undoneBy, type Counted, type Part } from './timeline';

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
    expect(made.steps.get('launch')?.parts).toMatchObject([{ kind: 'gate', to: base + 40_000 }]);
  });

  it('counts the time before an attempt was sent as queue', () => {
    const waited = (outcome: Partial<Transition>): [string, number][] => {
      const { steps, split } = timeline(
        [row(0, { is: 'StepStarted', step: 'ticket' }), row(70, { is: 'StepSucceeded', step: 'ticket', ...outcome })],
        base,
        base + 70_000,
      );
      expect(split.queue + split.work).toBe(70_000);
      return (steps.get('ticket')?.parts ?? []).filter((part) => part.to > part.from).map((part) => [part.kind, (part.to - part.from) / 1000]);
    };
    expect(waited({ waited_ms: 60_000 })).toEqual([
      ['queue', 60],
      ['work', 10],
    ]);
    expect(waited({ is: 'StepFailed', waited_ms: 69_000, unsent: true })).toEqual([['queue', 70]]);
    expect(waited({ waited_ms: 500_000 })).toEqual([['queue', 70]]);
    expect(waited({})).toEqual([['work', 70]]);
  });

  it('splits the run so that the parts add up', () => {
    expect(made.split).toEqual({ queue: 1000, work: 2000, people: 20_000, vendor: 0, gate: 9000, backoff: 8000 });
    expect(mostly(made.split)).toEqual({ kind: 'people', share: 0.5 });
  });

  it('counts what happens at once only once', () => {
    const part = (kind: Part['kind'], from: number, to: number): Part => ({ kind, from, to, note: '', failed: false });
    expect(splitOf([part('people', 0, 10), part('work', 2, 4), part('backoff', 8, 20)], 0, 15)).toEqual({
      queue: 0,
      work: 2,
      people: 8,
      vendor: 0,
      gate: 0,
      backoff: 5,
    });
  });

  it('ends the time of a step that a new version does not have', () => {
    const of = timeline(
      [
        row(0, { is: 'RunStarted' }, { is: 'StepGated', step: 'legal', reason: 'closed' }),
        row(5, { is: 'RunMigrated', from: 1, version: 2, dropped: ['legal'] }),
      ],
      base,
      base + 60_000,
    );
    expect(of.steps.get('legal')?.parts).toMatchObject([{ kind: 'gate', to: base + 5000 }]);
  });

  it('shows a step that is done for several items as one, and what is undone by itself', () => {
    const of = timeline(
      [
        row(0, { is: 'ItemsBegun', step: 'mails' }),
        row(1, { is: 'StepStarted', step: 'mails', item: 0 }, { is: 'StepStarted', step: 'mails', item: 1 }),
        row(3, { is: 'StepSucceeded', step: 'mails', item: 0 }),
        row(6, { is: 'StepSucceeded', step: 'mails', item: 1 }, { is: 'StepSucceeded', step: 'mails' }),
        row(8, { is: 'StepStarted', step: 'mails.undo', attempt: 1 }),
        row(9, { is: 'StepSucceeded', step: 'mails.undo' }, { is: 'StepUndone', step: 'mails' }),
      ],
      base,
      base + 10_000,
    );
    const parts = (step: string) =>
      of.steps.get(step)?.parts.map((part) => [part.kind, part.from - base, part.to - base]);
    expect(parts('mails')).toEqual([['work', 1000, 6000]]);
    expect(parts('mails.undo')).toEqual([['work', 8000, 9000]]);
    expect(of.split).toEqual({ queue: 4000, work: 6000, people: 0, vendor: 0, gate: 0, backoff: 0 });
    expect([undoneBy('mails.undo'), undoneBy('mails')]).toEqual(['mails', '']);
  });

  it('counts tasks as time of people, and other runs as work', () => {
    const of = timeline(
      [
        row(0, { is: 'TaskRequested', step: 'copy', group: 'content' }),
        row(2, { is: 'TaskClaimed', step: 'copy', owner: 'cy' }),
        row(5, { is: 'TaskDone', step: 'copy' }, { is: 'StepSucceeded', step: 'copy' }),
        row(5, { is: 'ChildBegun', step: 'site', workflow: 'page' }),
        row(9, { is: 'ChildEnded', step: 'site' }, { is: 'StepSucceeded', step: 'site' }),
      ],
      base,
      base + 9000,
    );
    expect(of.split).toEqual({ queue: 0, work: 4000, people: 5000, vendor: 0, gate: 0, backoff: 0 });
    expect(of.steps.get('copy')?.parts.map((part) => part.note)).toEqual(['content', 'cy']);
  });

  it('counts the wait for an event as time of other systems, and not of people', () => {
    const of = timeline([row(0, { is: 'StepWaiting', step: 'briefed', type: 'asana.task.changed' })], base, base + 9000);
    expect(of.steps.get('briefed')?.parts).toMatchObject([{ kind: 'vendor', note: 'asana.task.changed' }]);
    expect(mostly(of.split)).toEqual({ kind: 'vendor', share: 1 });
  });

  it('shows what the server has counted, with the attempts that have failed', () => {
    const at = (second: number) => new Date(base + second * 1000).toISOString();
    const counted: Counted = {
      step: 'ticket',
      open: true,
      stretches: [
        { phase: 'queue', from: at(0), to: at(1) },
        { phase: 'work', from: at(1), to: at(3) },
        { phase: 'vendor', from: at(3), to: at(5) },
      ],
    };
    const failed: Part = { kind: 'work', from: base + 1000, to: base + 2000, note: '503', failed: true };
    const of = measured(counted, { step: 'ticket', parts: [failed], from: 0, to: 0 }, base + 9000);
    expect(of.parts.map((part) => [part.kind, part.failed, (part.to - part.from) / 1000])).toEqual([
      ['queue', false, 1],
      ['work', true, 1],
      ['work', false, 1],
      ['vendor', false, 6],
    ]);
    expect([of.from, of.to]).toEqual([base, base + 9000]);
  });
});
