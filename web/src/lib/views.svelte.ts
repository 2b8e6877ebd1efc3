import { ask, DELETE, GET, PUT, type SavedView } from './api';
import { Load } from './load.svelte';

// The views of the run list that this person keeps, on the server: a name and a query each.

class Views {
  #list = new Load<SavedView[]>(async (signal) => (await ask(GET('/api/v1/me/views', { signal }))).items);

  get all(): SavedView[] {
    return this.#list.data ?? [];
  }

  /** Fetches them, unless they are here. */
  async start(): Promise<void> {
    if (!this.#list.data) await this.#list.run();
  }

  async keep(name: string, q: string): Promise<void> {
    const kept = await ask(PUT('/api/v1/me/views/{name}', { params: { path: { name } }, body: { q } }));
    const same = this.all.some((each) => each.name === name);
    this.#list.data = same ? this.all.map((each) => (each.name === name ? kept : each)) : [...this.all, kept];
  }

  async forget(name: string): Promise<void> {
    await ask(DELETE('/api/v1/me/views/{name}', { params: { path: { name } } }));
    this.#list.data = this.all.filter((each) => each.name !== name);
  }

  /** Somebody else signs in: theirs are others. */
  clear(): void {
    this.#list.stop();
    this.#list.clear();
  }
}

export const views = new Views();
