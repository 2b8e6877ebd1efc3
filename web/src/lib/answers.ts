import { readError } from './cause';
import { t } from './i18n.svelte';

/** Why an attempt failed, as people read it: who answered what. A reason that is no answer is given as it is. */
export function whyFailed(who: string, reason: string): string {
  const { status, said } = readError(reason);
  return status ? t.cause.answered(who, status, said) : reason;
}
