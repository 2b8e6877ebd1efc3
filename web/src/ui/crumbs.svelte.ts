// Where the page that is open stands; each page says it, and the head of the sheet and the window show it.

export interface Crumb {
  text: string;
  href?: string;
}

let path = $state.raw<Crumb[]>([]);

export const crumbs = {
  get path() {
    return path;
  },
  /** The last one is the page itself. */
  set(...next: Crumb[]) {
    path = next;
    document.title = `${next.at(-1)?.text ?? ''} · Baton`;
  },
};
