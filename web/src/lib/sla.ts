import type { JournalRow, Step } from './api';
import { kEnds } from './timeline';

// The clock of a step's service level: its marks, and when it stood still.

export const marks = ['goal', 'due', 'late'] as const;
export type MarkName = (typeof marks)[number];
export type Sla = NonNullable<Step['sla']>;

export interface Mark {
  name: MarkName;
  missed: boolean;
  /** Milliseconds since 1970; null while the clock stands still before it. */
  at: number | null;
}

/** The marks that the step has, in their order. One that was missed has the time at which that was told, where the journal knows it. */
export function marksOf(step: Pick<Step, 'name' | 'sla'>, rows: JournalRow[]): Mark[] {
  const sla = step.sla;
  if (!sla) return [];
  const told = new Map<string, number>();
  for (const row of rows)
    for (const each of row.transitions)
      if (each.is === 'SlaMissed' && each.step === step.name && each.mark) told.set(each.mark, Date.parse(row.at));
  return marks
    .map((name) => {
      const missed = sla.missed.includes(name);
      const planned = sla[name];
      const at = (missed ? told.get(name) : undefined) ?? (planned ? Date.parse(planned) : null);
      return { name, missed, at };
    })
    .filter((mark) => mark.missed || mark.at !== null);
}

/** The stretches in which the clock of a step stood still, from the journal; the last one goes on until `end` if it has not ended. */
export function pausesOf(step: string, rows: JournalRow[], end: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let from: number | null = null;
  for (const row of rows) {
    for (const each of row.transitions) {
      if (each.step !== step) continue;
      const at = Date.parse(row.at);
      if (each.is === 'SlaPaused') from ??= at;
      if ((each.is !== 'SlaResumed' && !kEnds.has(each.is)) || from === null) continue;
      found.push({ from, to: at });
      from = null;
    }
  }
  if (from !== null) found.push({ from, to: Math.max(from, end) });
  return found;
}

/** The status whose colour a mark has once it is missed. */
export const missedMark = (name: MarkName): 'failed' | 'waiting' => (name === 'late' ? 'failed' : 'waiting');

/** How the clock stands, in the word of a status that has its colour: missed its end, missed a mark before, stands still, runs, has ended. */
export function clockMark(sla: Sla): 'failed' | 'waiting' | 'paused' | 'running' | 'succeeded' {
  if (sla.missed.includes('late')) return 'failed';
  if (sla.missed.length > 0) return 'waiting';
  return sla.state === 'paused' ? 'paused' : sla.state === 'running' ? 'running' : 'succeeded';
}

/** The next mark that a clock which runs will miss; null when there is none. */
export function nextMark(sla: Sla): { name: MarkName; at: string } | null {
  if (sla.state !== 'running') return null;
  for (const name of marks) {
    const at = sla[name];
    if (at && !sla.missed.includes(name)) return { name, at };
  }
  return null;
}
