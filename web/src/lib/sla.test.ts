import { describe, expect, it } from 'vitest';

import type { JournalRow, Step } from './api';
import { clockMark, marksOf, nextMark, pausesOf, type Sla } from './sla';

const time = (minutes: number) => new Date(Date.UTC(2026, 4, 4, 12, minutes)).toISOString();
const sla = (of: Partial<Sla>): Sla => ({ state: 'running', started_at: time(0), missed: [], paused_ms: 0, ...of });
const step = (of: Partial<Sla>): Step => ({ name: 'legal', sla: sla(of) }) as unknown as Step;
const row = (minutes: number, is: string, of: object = {}): JournalRow =>
  ({ at: time(minutes), transitions: [{ is, step: 'legal', ...of }] }) as unknown as JournalRow;

describe('the clock of a service level', () => {
  it('has its marks in order, and when one was missed', () => {
    const rows = [row(31, 'SlaMissed', { mark: 'goal', due: time(30) })];
    expect(marksOf(step({ missed: ['goal'], due: time(60), late: time(90) }), rows)).toEqual([
      { name: 'goal', missed: true, at: Date.parse(time(31)) },
      { name: 'due', missed: false, at: Date.parse(time(60)) },
      { name: 'late', missed: false, at: Date.parse(time(90)) },
    ]);
    expect(marksOf({ name: 'legal' } as Step, rows)).toEqual([]);
  });

  it('keeps a mark that was missed before the journal is there', () => {
    expect(marksOf(step({ missed: ['due'] }), [])).toEqual([{ name: 'due', missed: true, at: null }]);
  });

  it('knows when it stood still', () => {
    const rows = [row(5, 'SlaPaused'), row(10, 'SlaResumed'), row(20, 'SlaPaused')];
    expect(pausesOf('legal', rows, Date.parse(time(25)))).toEqual([
      { from: Date.parse(time(5)), to: Date.parse(time(10)) },
      { from: Date.parse(time(20)), to: Date.parse(time(25)) },
    ]);
    const skipped = [...rows, row(22, 'StepSkipped')];
    expect(pausesOf('legal', skipped, Date.parse(time(25))).at(-1)?.to).toBe(Date.parse(time(22)));
    expect(pausesOf('copy', rows, Date.parse(time(25)))).toEqual([]);
  });

  it('says how it stands', () => {
    expect(clockMark(sla({}))).toBe('running');
    expect(clockMark(sla({ state: 'paused' }))).toBe('paused');
    expect(clockMark(sla({ state: 'paused', missed: ['goal'] }))).toBe('waiting');
    expect(clockMark(sla({ missed: ['goal', 'late'] }))).toBe('failed');
    expect(clockMark(sla({ state: 'ended' }))).toBe('succeeded');
    expect(nextMark(sla({ missed: ['goal'], goal: time(1), due: time(60) }))).toEqual({ name: 'due', at: time(60) });
    expect(nextMark(sla({ state: 'paused', due: time(60) }))).toBeNull();
  });
});
