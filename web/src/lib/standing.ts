import { whyFailed } from './answers';
import { readError, withCode } from './cause';
import { at } from './clock.svelte';
import { t } from './i18n.svelte';
import type { Run } from './api';

// What there is to say of a run first, in the reader's language, from the data of the list.

type Told = Pick<Run, 'now' | 'now_at'>;

/** Why, in people's words; of an answer who gave it, and what it says. */
function causeOf(now: NonNullable<Run['now']>): string {
  const cause = withCode(now.code ?? '', now.cause ?? '');
  if (readError(cause).status) return whyFailed(now.connection || now.title || now.step || '', cause);
  return now.code && !cause.startsWith(now.code) ? `${now.code} ${cause}`.trim() : cause;
}

/** Empty when there is nothing to say. */
export function standingText(run: Told): string {
  const now = run.now;
  if (!now) return run.now_at;
  const words = t.standing;
  const step = now.title || now.step || '';
  const due = now.due ? at(now.due) : '';
  const cause = causeOf(now);
  switch (now.kind) {
    case 'working':
      return step;
    case 'retry':
      return words.retry(step, now.attempt ?? 2, due, cause);
    case 'unknown':
      return due ? words.looked(step, due) : words.unknown(step);
    case 'approval':
      return words.approval(step, now.who ?? '', due);
    case 'task':
      return words.task(step, now.who ?? '', due);
    case 'run':
      return words.child(step, now.who ?? '', due);
    case 'event':
      return words.event(step, now.who ?? '', due);
    case 'sleep':
      return words.sleep(step, due);
    case 'gate':
      return words.gate(step, cause);
    case 'held':
      return words.held(step, cause);
    case 'slot':
      return words.slot(now.who ?? '');
    case 'paused':
      return words.paused(cause);
    case 'cancelled':
      return cause || t.status.cancelled;
    case 'failed':
      return step ? words.failed(step, cause) : cause || t.status.failed;
  }
}

/** Which mark stands beside it, when it differs from the run's own. */
export function standingMark(run: Told & Pick<Run, 'failing'>): string {
  if (run.failing) return '';
  if (run.now?.kind === 'gate') return 'gated';
  return run.now?.kind === 'unknown' ? 'unknown' : '';
}
