import type { Goal } from './api';

// How goals stand: which mark each has, which are the worst, and how they hang together.

export type GoalState = Goal['state'];
type Standing = Pick<Goal, 'state'>;

/** The status whose mark a goal has: amber and red ones want somebody. */
export const goalMark: Record<GoalState, string> = { on_track: 'succeeded', at_risk: 'waiting', off: 'failed' };

const kWorst: GoalState[] = ['off', 'at_risk', 'on_track'];

/** Those that are not on track, the worst first; of those alike in their order. */
export function notOnTrack<T extends Standing>(goals: T[]): T[] {
  return goals
    .filter((goal) => goal.state !== 'on_track')
    .toSorted((a, b) => kWorst.indexOf(a.state) - kWorst.indexOf(b.state));
}

export function countOf(goals: Standing[], state: GoalState): number {
  return goals.filter((goal) => goal.state === state).length;
}

/** From each goal to those beneath it. One whose parent is not among them stands at the top. */
export function edgesOf(goals: Pick<Goal, 'name' | 'parent'>[]): { from: string; to: string }[] {
  const names = new Set(goals.map((goal) => goal.name));
  return goals.flatMap((goal) =>
    goal.parent !== null && names.has(goal.parent) ? [{ from: goal.parent, to: goal.name }] : [],
  );
}

/** How many in a hundred; null of nothing. */
export function percentOf(some: number, all: number): number | null {
  return all > 0 ? (100 * some) / all : null;
}
