import type { Step } from './api';

// The runs that the steps of a run have begun, and that are cancelled with it.

export interface Begun {
  run: string;
  workflow: string;
  /** The step, as people call it, with the place of the item if it is done for several. */
  title: string;
}

/** Of the steps and items of such a status, in their order. One that goes on by itself is not among them. */
export const begunBy = (steps: Step[], statuses: string[]): Begun[] =>
  steps
    .flatMap(({ title, status, child, items }) => [
      { title, status, child },
      ...(items?.of ?? []).map((each) => ({ title: `${title}, ${String(each.index)}`, status: each.status, child: each.child })),
    ])
    .flatMap(({ title, status, child }) =>
      child && !child.detached && statuses.includes(status) ? [{ run: child.run, workflow: child.workflow, title }] : [],
    );
