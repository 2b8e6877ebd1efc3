// Drafts of templates, kept in this browser with the version that each was begun from.

export interface Draft {
  text: string;
  /** The version that it was begun from; 0 of a new template. */
  base: number;
  /** Milliseconds since 1970. */
  saved: number;
}

const key = (name: string) => `baton.draft.${name}`;

export function draftOf(name: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key(name)) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

export function keepDraft(name: string, draft: Draft): void {
  try {
    localStorage.setItem(key(name), JSON.stringify(draft));
  } catch {
    // The text stays in the editor.
  }
}

export function dropDraft(name: string): void {
  try {
    localStorage.removeItem(key(name));
  } catch {
    // There is none to drop.
  }
}

export function draftNames(): string[] {
  try {
    return Object.keys(localStorage)
      .filter((each) => each.startsWith('baton.draft.'))
      .map((each) => each.slice('baton.draft.'.length));
  } catch {
    return [];
  }
}
