import { ask, pages, POST, type Run } from './api';

// The same done to many runs: what the server says of each before anything is done.

/** What is to be done; of a migration, to which version. */
export interface Doing {
  do: 'retry' | 'cancel' | 'migrate';
  to?: number;
}

export type Target = Pick<Run, 'id' | 'title' | 'status' | 'failing' | 'now_at'> & {
  /** Why it cannot be done to this run. */
  problem?: { detail: string };
};

/** So many runs are looked at for one click; what is left is found again afterwards. */
export const kRunsMost = 1000;
// So many ids the server takes at once.
const kIdsMost = 100;

/** Has the server say to which runs it can be done, of those that are named or that a query finds; `whole`: these are all that it finds. */
export async function foresee(
  doing: Doing,
  which: { ids: string[] } | { q: string },
  signal: AbortSignal,
): Promise<{ items: Target[]; whole: boolean }> {
  const part = (more: { ids: string[] } | { q: string; cursor?: string }) =>
    ask(POST('/api/v1/runs/bulk', { body: { ...doing, ...more, dry_run: true }, signal })) as Promise<{
      items: Target[];
      next: string | null;
    }>;
  if ('q' in which) return pages<Target, string>((cursor) => part({ ...which, ...(cursor ? { cursor } : {}) }), kRunsMost);
  const items: Target[] = [];
  for (let at = 0; at < which.ids.length; at += kIdsMost)
    items.push(...(await part({ ids: which.ids.slice(at, at + kIdsMost) })).items);
  return { items, whole: true };
}
