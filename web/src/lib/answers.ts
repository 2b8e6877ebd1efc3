import { readError, refuses } from './cause';
import { t } from './i18n.svelte';

/** Why an attempt failed, as people read it: who answered what, the cause before its number. A reason that is no answer is given as it is. */
export function whyFailed(who: string, reason: string, title = who): string {
  const { status, said } = readError(reason);
  if (refuses(status)) return t.cause.refused(title, status, said);
  return status ? t.cause.answered(who, status, said) : reason;
}

/** A text as a sentence of its own, before another one. */
export const ended = (text: string): string => (!text || /[.!?…]$/.test(text) ? text : `${text}.`);
