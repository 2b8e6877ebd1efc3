import type { Simulation } from '../../lib/api';

export type Played = Simulation['events'][number];

/** The status whose mark an outcome has. */
export const resultMark = { same_path: 'succeeded', new_path: 'waiting', would_not_start: 'skipped', error: 'failed' };

/** What there is to say of an event beside its result: which steps end otherwise, or why the draft goes no further. */
export function difference({ result, draft, changes }: Played, word: (status: string | null | undefined) => string): string {
  if (result === 'error') return draft.error ?? '';
  if (result === 'would_not_start') return draft.because ?? '';
  const steps = changes.map((each) => `${each.step}: ${word(each.published)} → ${word(each.draft)}`).join(', ');
  return steps || (result === 'new_path' ? word(draft.status) : '');
}
