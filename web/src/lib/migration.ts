import type { Run } from './api';

// Which open runs of a workflow are to be migrated: those that stand at the versions that are chosen.

type Standing = Pick<Run, 'id' | 'version'>;

/** A version, and the open runs that have it. */
export interface Stand<R extends Standing = Run> {
  version: number;
  runs: R[];
}

/** The versions that runs have, newest first, without the one to which they are to be migrated. */
export function standsOf<R extends Standing>(runs: R[], to: number): Stand<R>[] {
  const found = new Map<number, R[]>();
  for (const run of runs) {
    const same = found.get(run.version);
    if (same) same.push(run);
    else if (run.version !== to) found.set(run.version, [run]);
  }
  return [...found].map(([version, runs]) => ({ version, runs })).sort((a, b) => b.version - a.version);
}

/** The versions that `from` of the address names; without it all that are older than the new one. */
export function chosenOf(from: string, stands: Stand<Standing>[], to: number): number[] {
  const named = from.split(',').map(Number);
  return stands.map((each) => each.version).filter((version) => (from ? named.includes(version) : version < to));
}

/** `from` with one version more, or without it. An address keeps nothing that is empty, and no version is 0. */
export function withVersion(chosen: number[], version: number, on: boolean): string {
  const others = chosen.filter((each) => each !== version);
  return (on ? [...others, version] : others).join() || '0';
}

/** The query by which the command line finds the runs at the chosen versions. */
export function queryOf(name: string, stands: Stand<Standing>[], chosen: number[], to: number): string {
  const open = `template:${name} status:open`;
  const left = stands.map((each) => each.version).filter((version) => !chosen.includes(version));
  if (chosen.length === 1) return `${open} version:${chosen[0]}`;
  if (chosen.every((version) => version < to) && left.every((version) => version > to)) return `${open} version:<${to}`;
  return [open, ...left.map((version) => `-version:${version}`)].join(' ');
}
