import { readError } from './cause';
import { t } from './i18n.svelte';

/** Why an attempt failed, as people read it: what was answered, and by whom; another reason in its own words. */
export function whyFailed(who: string, reason: string): string {
  const { status, said } = readError(reason);
  return status ? t.cause.answered(who, status, said) : reason;
}
