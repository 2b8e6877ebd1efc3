import type { Goal } from './api';
import { goalMark } from './goals';
import { t } from './i18n.svelte';
import { prefs } from './prefs.svelte';
import { segment } from './router.svelte';
import { format } from './time';

/** The page of a goal. */
export const goalPath = (name: string): string => `/goals/${segment(name)}`;

/** The day by whose end, in UTC, a goal is due: the server names the moment that follows. */
export const goalDay = (due: string): string =>
  format({ language: prefs.language, zone: 'UTC' }, { day: 'numeric', month: 'short', year: 'numeric' }).format(
    Date.parse(due) - 1,
  );

/** A goal in a short list. */
export const goalRow = (goal: Goal) => ({
  key: goal.name,
  title: goal.title,
  href: goalPath(goal.name),
  s: goalMark[goal.state],
  word: t.goals.states[goal.state],
  about: goal.sentence,
});
