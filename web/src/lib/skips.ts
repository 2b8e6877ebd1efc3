import type { RunDetail, Step } from './api';
import type { StepOutline } from './outline';

// Which steps of a run a person is offered to skip. The server says what is skipped with one, and checks it once more when it is done.

/** True if a run may go on without the step as it stands. */
export function maySkip(run: RunDetail, step: Step, outline: StepOutline | null): boolean {
  if (run.status === 'succeeded' || run.status === 'cancelled') return false;
  if (!outline || outline.mandatory || outline.onFailure) return false;
  if (step.verb === 'approve' || step.items || step.uncertain) return false;
  if (step.status === 'waiting') return step.verb === 'wait' || step.verb === 'sleep';
  return step.status === 'failed' || step.status === 'gated';
}
