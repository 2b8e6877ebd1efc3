import type { Approval, JournalRow } from './api';
import { diffValues, type Change } from './diff';
import { person } from './person';

// Approvals in groups by when they are due, and what changed since one was last asked.

export type Group = 'overdue' | 'today' | 'week' | 'later' | 'none';
const kOrder: Group[] = ['overdue', 'today', 'week', 'later', 'none'];
const kDay = 864e5;

function groupOf(due: string | null | undefined, now: number): Group {
  if (!due) return 'none';
  const left = Date.parse(due) - now;
  if (left < 0) return 'overdue';
  if (left < kDay) return 'today';
  return left < 7 * kDay ? 'week' : 'later';
}

/** Due first; those without a due time last, the oldest of them first. */
export function grouped(items: Approval[], now: number): { group: Group; items: Approval[] }[] {
  const sorted = items.toSorted(
    (a, b) => (a.due ?? '9').localeCompare(b.due ?? '9') || a.requested_at.localeCompare(b.requested_at),
  );
  return kOrder
    .map((group) => ({ group, items: sorted.filter((each) => groupOf(each.due, now) === group) }))
    .filter((each) => each.items.length > 0);
}

/** The status whose mark and colour an approval has. */
export const approvalMark: Record<Approval['status'], string> = {
  open: 'waiting',
  approved: 'succeeded',
  rejected: 'failed',
  expired: 'cancelled',
  withdrawn: 'cancelled',
};

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
