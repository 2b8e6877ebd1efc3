import { describe, expect, it } from 'vitest';

import type { Approval, Task } from './api';
import { concernsInbox, grouped, ofApproval, ofTask } from './inbox';

const now = Date.parse('2026-01-10T12:00:00Z');
const item = (id: string, due: string | null) =>
  ofApproval({ id, due, requested_at: id, status: 'open', title: id } as Approval);

describe('the inbox', () => {
  it('groups by due time, due first', () => {
    const made = grouped(
      [
        item('c', null),
        item('b', '2026-01-11T00:00:00Z'),
        item('a', '2026-01-10T11:00:00Z'),
        item('d', '2026-01-12T13:00:00Z'),
        item('e', '2026-03-01T00:00:00Z'),
      ],
      now,
      'UTC',
    );
    expect(made.map((each) => [each.group, each.items.map((one) => one.id).join('')])).toEqual([
      ['overdue', 'a'],
      ['today', 'b'],
      ['week', 'd'],
      ['later', 'e'],
      ['none', 'c'],
    ]);
  });

  it('has tomorrow morning not under today, whenever somebody looks', () => {
    const groupsAt = (at: string) => grouped([item('a', '2026-01-11T08:00:00Z')], Date.parse(at), 'UTC')[0]?.group;
    expect([groupsAt('2026-01-10T20:00:00Z'), groupsAt('2026-01-11T00:30:00Z')]).toEqual(['week', 'today']);
    const soon = item('a', new Date(new Date(now).setHours(24, 0, 1)).toISOString());
    expect(grouped([soon], now, 'local')[0]?.group).toBe('week');
  });

  it('is read again when a question ends with its step', () => {
    for (const is of ['ApprovalRequested', 'TaskDone', 'StepFailed', 'StepCancelled', 'RunCancelled', 'SlaPaused'])
      expect(concernsInbox(is), is).toBe(true);
    for (const is of ['StepStarted', 'StepSucceeded', 'FactsRead']) expect(concernsInbox(is), is).toBe(false);
  });

  it('lists approvals and tasks alike', () => {
    const task = { id: 'r.copy', title: 'Page', status: 'open', owner: '', ends: '2026-01-12T00:00:00Z' } as Task;
    expect(ofTask(task)).toMatchObject({ kind: 'task', mark: 'pending', open: true, due: '2026-01-12T00:00:00Z' });
    expect(ofTask({ ...task, status: 'claimed', owner: 'ada' })).toMatchObject({ mark: 'waiting', owner: 'ada' });
    expect(ofTask({ ...task, status: 'done' })).toMatchObject({ mark: 'succeeded', open: false });
    expect(item('a', null)).toMatchObject({ kind: 'approval', mark: 'waiting', open: true });
  });
});
