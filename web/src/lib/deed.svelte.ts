import { isAbort, problemOf, type Problem } from './api';

/** Something that a person has the server do: whether it is under way, and why it did not work the last time. */
export class Deed {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);

  /** Does it, unless it is under way already. */
  async run(work: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) this.problem = problemOf(error);
    } finally {
      this.busy = false;
    }
  }
}
