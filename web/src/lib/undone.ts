import type { Step } from './api';

// What was undone after a run failed.

/** The steps that were undone, in the order in which that happened: of two that were undone at the same moment, the later step comes first. */
export const undoneOf = (steps: Step[]): Step[] =>
  steps
    .filter((each) => each.undo?.status === 'succeeded')
    .reverse()
    .sort((one, other) => (one.undo?.since ?? '').localeCompare(other.undo?.since ?? ''));
