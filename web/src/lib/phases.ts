import { t } from './i18n.svelte';
import type { Kind } from './timeline';

/** The phases in which the server counts time, in people's words: the same on the time line of a run and in Insights. */
export const phaseWord = (phase: Kind): string =>
  phase === 'vendor' || phase === 'gate' ? t.insights[phase] : t.split[phase];
