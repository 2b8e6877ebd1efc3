import type { JournalRow } from './api';
import { diffValues, type Change } from './diff';
import { person } from './person';

// What changed since an approval was last asked.

export interface Asked {
  at: string;
  of: unknown;
  ask: string;
  /** Who had approved it, before it was void. */
  approvedBy: string;
}

/** Each time that a step asked, oldest first, as the journal of its run tells. */
export function askings(rows: JournalRow[], step: string): Asked[] {
  const all: Asked[] = [];
  for (const row of rows) {
    for (const each of row.transitions) {
      if (each.step !== step) continue;
      if (each.is === 'ApprovalRequested')
        all.push({ at: row.at, of: each.of ?? null, ask: each.ask ?? '', approvedBy: '' });
      const last = all.at(-1);
      if (each.is === 'ApprovalDecided' && each.approve && last)
        last.approvedBy = person(each.actor);
    }
  }
  return all;
}

/** What is different between the last two askings; null when it was asked once. */
export function changedSince(all: Asked[]): { before: Asked; now: Asked; changes: Change[]; same: string[] } | null {
  const [before, now] = all.slice(-2);
  if (!before || !now) return null;
  return { before, now, ...diffValues(before.of, now.of) };
}
