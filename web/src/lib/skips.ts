import type { RunDetail, Step } from './api';
import type { StepOutline } from './outline';

// Which steps of a run a person may skip, and what is skipped with one. The server checks it once more when it is done.

/** True if a run may go on without the step as it stands. */
export function maySkip(run: RunDetail, step: Step, outline: StepOutline | null): boolean {
  if (run.status === 'succeeded' || run.status === 'cancelled') return false;
  if (!outline || outline.mandatory || outline.onFailure) return false;
  if (step.verb === 'approve' || step.items || step.uncertain) return false;
  if (step.status === 'waiting') return step.verb === 'wait' || step.verb === 'sleep';
  return step.status === 'failed' || step.status === 'gated';
}

/** The steps that are skipped with one, because all that they need is then skipped. `steps` may stand in any order. */
export function skippedWith(run: RunDetail, steps: StepOutline[], name: string): string[] {
  const statusOf = new Map(run.steps.map((each) => [each.name, each.status]));
  const skipped = new Set([name, ...run.steps.filter((each) => each.status === 'skipped').map((each) => each.name)]);
  const toCome = (each: StepOutline) => ['pending', 'gated', 'blocked'].includes(statusOf.get(each.name) ?? '');
  const found: string[] = [];
  for (let grew = true; grew; ) {
    grew = false;
    for (const each of steps) {
      if (skipped.has(each.name) || each.join === 'always' || each.needs.length === 0 || !toCome(each)) continue;
      if (!each.needs.every((need) => skipped.has(need))) continue;
      skipped.add(each.name);
      found.push(each.name);
      grew = true;
    }
  }
  return found;
}
