// What people call the steps of a run.

interface Named {
  name: string;
  title: string;
}

/** The steps, each with a title: its name where the template has none. */
export const titled = <T extends Named>(steps: T[]): T[] =>
  steps.map((step) => ({ ...step, title: step.title || step.name }));

/** What people call the step of this name: the name itself where it has no title, or is not known. */
export const titleOf = (steps: Named[] | undefined, name: string): string =>
  steps?.find((step) => step.name === name)?.title || name;

/** In the address of a run: no step is open, not even the one that the run stands at. No step has this name. */
export const noStep = '-';
