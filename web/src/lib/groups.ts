import type { Run } from './api';

// The rows of a list of runs, in groups: a row for each group stands above its runs.

/** By what runs are grouped, as the address names it: not at all, or by one of these. */
export const groupings = ['', 'template', 'goal', 'waits'];

export interface Group {
  key: string;
  runs: Run[];
}

// Whom a run waits for is told of a decision and of a task; what else it may wait for is nobody.
const waits = ({ now }: Run) => ((now?.kind === 'approval' || now?.kind === 'task') && now.who) || '';

/** The groups in the order of their first runs, whose order stays; what is in none is a group without a key. */
export function groupsOf(runs: Run[], by: string): Group[] {
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const key = by === 'template' ? run.workflow : by === 'goal' ? run.goal : by === 'waits' ? waits(run) : '';
    const group = groups.get(key);
    if (group) group.runs.push(run);
    else groups.set(key, { key, runs: [run] });
  }
  return [...groups.values()];
}
