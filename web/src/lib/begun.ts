import type { Step } from './api';

// The runs that are cancelled with a run, since its steps have begun them.

export interface Begun {
  run: string;
  workflow: string;
  /** The step, as people call it, with the place of the item if it is done for several. */
  title: string;
}

/** The runs begun by steps and items with one of these statuses, in the order of the steps. Detached runs, which go on alone, are left out. */
export const begunBy = (steps: Step[], statuses: string[]): Begun[] =>
  steps
    .flatMap(({ title, status, child, items }) => [
      { title, status, child },
      ...(items?.of ?? []).map((each) => ({ title: `${title}, ${String(each.index)}`, status: each.status, child: each.child })),
    ])
    .flatMap(({ title, status, child }) =>
      child && !child.detached && statuses.includes(status) ? [{ run: child.run, workflow: child.workflow, title }] : [],
    );
