import type { Approval, Task } from './api';

// What waits for people, approvals and tasks, in groups by when it is due.

/** An approval or a task, as the list shows it. */
export interface Entry {
  id: string;
  kind: 'approval' | 'task';
  title: string;
  workflow: string;
  status: Approval['status'] | Task['status'];
  mark: string;
  /** It is still to be decided or done. */
  open: boolean;
  group: string;
  /** Who has the task, or did it; empty of an approval. */
  owner: string;
  due: string | null;
  requested_at: string;
  ended_at: string | null;
}

export const ofApproval = (each: Approval): Entry => ({
  id: each.id,
  kind: 'approval',
  title: each.ask || each.title,
  workflow: each.workflow,
  status: each.status,
  mark: statusMark[each.status],
  open: each.status === 'open',
  group: each.group,
  owner: '',
  due: each.due ?? null,
  requested_at: each.requested_at,
  ended_at: each.decided_at ?? null,
});

export const ofTask = (each: Task): Entry => ({
  id: each.id,
  kind: 'task',
  title: each.title,
  workflow: each.workflow,
  status: each.status,
  mark: taskMark(each),
  open: each.status === 'open' || each.status === 'claimed',
  group: each.group,
  owner: each.owner,
  due: each.due ?? each.ends ?? null,
  requested_at: each.requested_at,
  ended_at: each.done_at ?? null,
});

/** What happens to a run that may change what waits for people, or until when: a question or a task also ends with its step. */
export const concernsInbox = (is: string): boolean =>
  /^(Approval|Task|Sla|StepReset|StepFailed|StepCancelled|RunCancelled)/.test(is);

/** Due first; those without a due time last. */
export const dueFirst = (a: Entry, b: Entry): number => (a.due ?? '9').localeCompare(b.due ?? '9');

/** What ended last comes first. */
export const lastFirst = (a: Entry, b: Entry): number =>
  (b.ended_at ?? b.requested_at).localeCompare(a.ended_at ?? a.requested_at);

export type Group = 'overdue' | 'today' | 'week' | 'later' | 'none';
const kOrder: Group[] = ['overdue', 'today', 'week', 'later', 'none'];
const kDay = 864e5;

type Zone = 'local' | 'UTC';

/** When the day ends, in the zone in which times are read. */
function dayEnds(now: number, zone: Zone): number {
  const at = new Date(now);
  return zone === 'UTC' ? at.setUTCHours(24, 0, 0, 0) : at.setHours(24, 0, 0, 0);
}

function groupOf(due: string | null | undefined, now: number, zone: Zone): Group {
  if (!due) return 'none';
  const at = Date.parse(due);
  if (at < now) return 'overdue';
  if (at <= dayEnds(now, zone)) return 'today';
  return at - now < 7 * kDay ? 'week' : 'later';
}

/** Due first; those without a due time last, the oldest of them first. */
export function grouped(items: Entry[], now: number, zone: Zone): { group: Group; items: Entry[] }[] {
  const sorted = items.toSorted((a, b) => dueFirst(a, b) || a.requested_at.localeCompare(b.requested_at));
  return kOrder
    .map((group) => ({ group, items: sorted.filter((each) => groupOf(each.due, now, zone) === group) }))
    .filter((each) => each.items.length > 0);
}

/** The status whose mark and colour an approval or a task has. */
export const statusMark: Record<Entry['status'], string> = {
  open: 'waiting',
  claimed: 'waiting',
  done: 'succeeded',
  approved: 'succeeded',
  rejected: 'failed',
  expired: 'cancelled',
  withdrawn: 'cancelled',
};

/** A task that nobody has yet wants no certain person, so that its mark is open. */
export const taskMark = (each: { status: Task['status'] }): string =>
  each.status === 'open' ? 'pending' : statusMark[each.status];
