import type { Goal } from './api';
import { goalMark } from './goals';
import { t } from './i18n.svelte';
import { segment } from './router.svelte';

/** The page of a goal. */
export const goalPath = (name: string): string => `/goals/${segment(name)}`;

/** A goal in a short list. */
export const goalRow = (goal: Goal) => ({
  key: goal.name,
  title: goal.title,
  href: goalPath(goal.name),
  s: goalMark[goal.state],
  word: t.goals.states[goal.state],
  about: goal.sentence,
});
