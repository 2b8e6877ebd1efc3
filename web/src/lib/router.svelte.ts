import type { Component } from 'svelte';

import { comeBack, remember } from './stood';

// The address is the state: which page, and in the query what it shows. Pages are fetched when they are first opened.

export type Params = Record<string, string>;
// Pages take the values of their pattern, or nothing.
type Page = Component<any>;
type Loader = () => Promise<Page>;

interface Route {
  pattern: string;
  /** Which entry of the navigation it belongs to. */
  section: string;
  load: Loader;
}

/** A page of those that come together, as one file. */
const of =
  <Pages>(load: () => Promise<Pages>) =>
  (name: keyof Pages): Loader =>
  async () =>
    (await load())[name] as Page;
const operate = of(() => import('../pages/operate'));
const drafts = of(() => import('../pages/drafts'));
const desk = of(() => import('../pages/desk'));

const routes: Route[] = [
  { pattern: '/', section: 'overview', load: operate('Overview') },
  { pattern: '/runs', section: 'runs', load: operate('Runs') },
  { pattern: '/runs/:id', section: 'runs', load: operate('Run') },
  { pattern: '/inbox', section: 'inbox', load: desk('Inbox') },
  { pattern: '/inbox/:id', section: 'inbox', load: desk('Inbox') },
  { pattern: '/inbox/:kind/:id', section: 'inbox', load: desk('Inbox') },
  { pattern: '/events', section: 'events', load: desk('Events') },
  { pattern: '/events/:id', section: 'events', load: desk('Events') },
  { pattern: '/connections', section: 'connections', load: desk('Connections') },
  { pattern: '/connections/:id', section: 'connections', load: desk('Connections') },
  { pattern: '/login/callback', section: 'connections', load: desk('LoggedIn') },
  { pattern: '/connectors', section: 'connectors', load: desk('Catalogue') },
  { pattern: '/templates', section: 'templates', load: desk('Templates') },
  { pattern: '/templates/:name', section: 'templates', load: desk('Template') },
  { pattern: '/templates/:name/edit', section: 'templates', load: drafts('Editor') },
  { pattern: '/templates/:name/diff', section: 'templates', load: drafts('DiffPage') },
  { pattern: '/templates/:name/migrate', section: 'templates', load: desk('MigratePage') },
  { pattern: '/goals', section: 'goals', load: desk('Goals') },
  { pattern: '/goals/:name', section: 'goals', load: desk('GoalPage') },
  { pattern: '/facts', section: 'facts', load: desk('Facts') },
  { pattern: '/facts/:name', section: 'facts', load: desk('Facts') },
  { pattern: '/routes', section: 'routes', load: desk('Routes') },
  { pattern: '/routes/:name', section: 'routes', load: desk('Routes') },
  { pattern: '/insights', section: 'insights', load: desk('Insights') },
  { pattern: '/me', section: '', load: desk('Me') },
  { pattern: '/admin', section: 'admin', load: desk('Admin') },
  { pattern: '/admin/:tab', section: 'admin', load: desk('Admin') },
  { pattern: '/admin/:tab/:id', section: 'admin', load: desk('Admin') },
];

const lost: Route = { pattern: '', section: '', load: operate('Lost') };

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The values of `:names` in a pattern, or null when the path is another. */
export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/$/, '$1').split('/');
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      const text = decoded(value);
      if (!text) return null;
      params[part.slice(1)] = text;
    } else if (part !== value) return null;
  }
  return params;
}

class Router {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));
  page = $state.raw<Page | null>(null);
  params = $state.raw<Params>({});
  section = $state('');
  /** Why a page could not be fetched: the server is gone, or it has become another version. */
  broken = $state(false);
  #turn = 0;
  /** The address of what is shown. */
  #at = location.pathname + location.search;

  start(): void {
    addEventListener('popstate', () => {
      remember(this.#at);
      void this.#show(true);
    });
    document.addEventListener('click', (event) => this.#clicked(event));
    void this.#show();
  }

  /** The value of a key of the query; empty when there is none. */
  get(key: string): string {
    return this.query.get(key) ?? '';
  }

  go(to: string, replace = false): void {
    if (to === location.pathname + location.search) return;
    remember(this.#at);
    if (replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    void this.#show();
  }

  /** The present address with other values in its query; null takes one away. */
  with(changes: Record<string, string | null>, path = this.path): string {
    const query = new URLSearchParams(this.query);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === '') query.delete(key);
      else query.set(key, value);
    }
    const text = query.toString().replaceAll('%3A', ':');
    return text ? `${path}?${text}` : path;
  }

  set(changes: Record<string, string | null>, replace = false): void {
    this.go(this.with(changes), replace);
  }

  async #show(back = false): Promise<void> {
    const turn = ++this.#turn;
    this.#at = location.pathname + location.search;
    const moved = location.pathname !== this.path || !this.page;
    this.query = new URLSearchParams(location.search);
    if (!moved) {
      // Whoever goes back from a page that could not be fetched is where they were.
      this.broken = false;
      return;
    }
    const path = location.pathname;
    let found = lost;
    let params: Params = {};
    for (const route of routes) {
      const values = match(route.pattern, path);
      if (!values) continue;
      found = route;
      params = values;
      break;
    }
    try {
      const page = await found.load();
      if (turn !== this.#turn) return;
      const another = page !== this.page;
      this.path = path;
      this.params = params;
      this.section = found.section;
      this.page = page;
      this.broken = false;
      if (another) document.getElementById('main')?.focus();
      if (another && back) comeBack(this.#at);
    } catch {
      if (turn === this.#turn) this.broken = true;
    }
  }

  #clicked(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a[href]');
    const to = link?.getAttribute('href');
    if (!to?.startsWith('/') || to.startsWith('//') || link?.hasAttribute('target')) return;
    event.preventDefault();
    this.go(to);
  }
}

export const router = new Router();

/** Makes a segment of an address. */
export const segment = encodeURIComponent;
