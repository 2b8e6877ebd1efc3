import { describe, expect, it } from 'vitest';

import type { Approval, JournalRow } from './api';
import { askings, changedSince, grouped } from './inbox';

const now = Date.parse('2026-01-10T12:00:00Z');
const item = (id: string, due: string | null): Approval => ({ id, due, requested_at: id }) as Approval;

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
    );
    expect(made.map((each) => [each.group, each.items.map((one) => one.id).join('')])).toEqual([
      ['overdue', 'a'],
      ['today', 'b'],
      ['week', 'd'],
      ['later', 'e'],
      ['none', 'c'],
    ]);
  });

  it('tells what changed since it was last asked', () => {
    const row = (at: string, ...transitions: JournalRow['transitions']): JournalRow => ({
      sequence: 0,
      at,
      cause: null,
      actor: '',
      transitions,
    });
    const rows = [
      row('1', { is: 'ApprovalRequested', step: 'ok', of: { amount: 8000, to: 'x' } }),
      row('2', { is: 'ApprovalDecided', step: 'ok', actor: 'token:ada', approve: true }),
      row(
        '3',
        { is: 'ApprovalVoided', step: 'ok' },
        { is: 'ApprovalRequested', step: 'ok', of: { amount: 12_000, to: 'x' } },
      ),
    ];
    expect(changedSince(askings(rows.slice(0, 2), 'ok'))).toBeNull();
    expect(changedSince(askings(rows, 'ok'))).toMatchObject({
      before: { at: '1', approvedBy: 'ada' },
      now: { at: '3' },
      changes: [{ path: 'amount', before: 8000, after: 12_000 }],
      same: ['to'],
    });
  });
});
