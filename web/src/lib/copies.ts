// The copies of drafts that this browser keeps. A key names the author and the template. No user's name has a slash in it, so that the keys
// of one person never begin as those of another, who may be called `ada` and `ada.lee`.

export interface Draft {
  text: string;
  /** The version that it was begun from; 0 of a new template. */
  version: number;
  /** When it was kept, in milliseconds since 1970. */
  saved: number;
  /** What the server calls it; empty while it has none. */
  tag: string;
}

/** A draft as this browser has it. */
export interface Copy extends Draft {
  /** The server has not got it yet. */
  unsent: boolean;
}

const keysOf = (author: string) => `baton.draft.${author}/`;

/** The copy of a draft as it is stored; null where there is none, or where this browser keeps nothing. */
export function stored(author: string, template: string): string | null {
  try {
    return localStorage.getItem(keysOf(author) + template);
  } catch {
    return null;
  }
}

/** The copy of a draft. What is no draft counts as none. */
export function copyOf(author: string, template: string): Copy | null {
  try {
    const copy = JSON.parse(stored(author, template) ?? '') as Copy;
    return typeof copy.text === 'string' && copy.version >= 0 ? copy : null;
  } catch {
    return null;
  }
}

/** Keeps the copy of a draft, or drops it (null). */
export function store(author: string, template: string, copy: Copy | null): void {
  try {
    if (copy) localStorage.setItem(keysOf(author) + template, JSON.stringify(copy));
    else localStorage.removeItem(keysOf(author) + template);
  } catch {
    // The text stays in the editor, and is sent to the server.
  }
}

function templatesOf(author: string): string[] {
  try {
    const own = Object.keys(localStorage).filter((key) => key.startsWith(keysOf(author)));
    return own.map((key) => key.slice(keysOf(author).length));
  } catch {
    return [];
  }
}

/** The templates of whose drafts the server has not got the newest text. */
export const unsentOf = (author: string): string[] =>
  templatesOf(author).filter((template) => copyOf(author, template)?.unsent);

/** Drops the copies of the drafts that the server has, and what is no draft. */
export function dropSent(author: string): void {
  for (const template of templatesOf(author)) if (!copyOf(author, template)?.unsent) store(author, template, null);
}
