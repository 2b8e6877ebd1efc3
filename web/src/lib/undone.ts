import type { Step } from './api';

// What a run has taken back after it failed.

/** The steps that were undone, in the order in which they were: of two at the same moment, the later step comes first. */
export const undoneOf = (steps: Step[]): Step[] =>
  steps
    .filter((each) => each.undo?.status === 'succeeded')
    .reverse()
    .sort((one, other) => (one.undo?.since ?? '').localeCompare(other.undo?.since ?? ''));
