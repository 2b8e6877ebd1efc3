import { session } from '../../lib/session.svelte';

// What somebody has written in the inbox and not sent yet: a task's form, or the note of a decision. It is kept for this tab and this
// person, and for no longer, so that neither a look elsewhere nor a session that ends loses it.

export interface TaskDraft {
  texts: Record<string, string>;
  comment?: string;
  /** Milliseconds since 1970. */
  saved: number;
}

const key = (kind: 'task' | 'note', id: string) => `baton.${kind}.${session.me?.name ?? ''}.${id}`;

function kept<T>(kind: 'task' | 'note', id: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(key(kind, id)) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

/** Null drops what was kept. */
function keep(kind: 'task' | 'note', id: string, what: unknown): void {
  try {
    if (what === null) sessionStorage.removeItem(key(kind, id));
    else sessionStorage.setItem(key(kind, id), JSON.stringify(what));
  } catch {
    // The text stays in the form.
  }
}

export const draftOf = (id: string) => kept<TaskDraft>('task', id);
export const keepDraft = (id: string, draft: TaskDraft): void => keep('task', id, draft);
export const dropDraft = (id: string): void => keep('task', id, null);

export const noteOf = (id: string): string => kept<string>('note', id) ?? '';
export const keepNote = (id: string, note: string): void => keep('note', id, note || null);
