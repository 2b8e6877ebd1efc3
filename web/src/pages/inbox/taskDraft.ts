import { session } from '../../lib/session.svelte';

// What somebody has written into a task's form and not sent yet. It is kept for this tab and this person, and for no longer.

export interface TaskDraft {
  texts: Record<string, string>;
  /** Milliseconds since 1970. */
  saved: number;
}

const key = (id: string) => `baton.task.${session.me?.name ?? ''}.${id}`;

export function draftOf(id: string): TaskDraft | null {
  try {
    return JSON.parse(sessionStorage.getItem(key(id)) ?? 'null') as TaskDraft | null;
  } catch {
    return null;
  }
}

export function keepDraft(id: string, draft: TaskDraft): void {
  try {
    sessionStorage.setItem(key(id), JSON.stringify(draft));
  } catch {
    // The text stays in the form.
  }
}

export function dropDraft(id: string): void {
  try {
    sessionStorage.removeItem(key(id));
  } catch {
    // There is none to drop.
  }
}
