import { ask, GET, pages, type Approval, type Task } from './api';
import { dueFirst, ofApproval, ofTask, type Entry } from './inbox';
import { segment } from './router.svelte';

export interface Waiting {
  items: Entry[];
  /** False: more waits than was fetched. */
  whole: boolean;
}

/** What waits for people, due first; with `mine` for whoever looks. At most so many approvals, and so many tasks. */
export async function waiting(signal: AbortSignal, asked: { mine?: true }, most: number): Promise<Waiting> {
  const query = (cursor: string | undefined) => ({ ...asked, limit: 100, ...(cursor ? { cursor } : {}) });
  const approvals = (cursor: string | undefined) =>
    ask(GET('/api/v1/approvals', { params: { query: { ...query(cursor), status: 'open' as const } }, signal }));
  const tasks = (cursor: string | undefined) =>
    ask(GET('/api/v1/tasks', { params: { query: { ...query(cursor), status: 'to-do' as const } }, signal }));
  const [toDecide, toDo] = await Promise.all([
    pages<Approval, string>(approvals, most),
    pages<Task, string>(tasks, most),
  ]);
  const items = [...toDecide.items.map(ofApproval), ...toDo.items.map(ofTask)].toSorted(dueFirst);
  return { items, whole: toDecide.whole && toDo.whole };
}

/** The page of one of them. */
export const pathOf = (each: Entry): string => `/inbox/${each.kind === 'task' ? 'tasks/' : ''}${segment(each.id)}`;
