import { describe, expect, it } from 'vitest';

import type { JournalRow } from './api';
import { askings, changedSince } from './askings';

describe('an approval that is asked again', () => {
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
