import { Load } from '../../lib/load.svelte';

/** Fetches something while its part of the page stands, and anew whenever what `on` reads changes. */
export function watch<T>(on: () => unknown, fetcher: (signal: AbortSignal) => Promise<T>): Load<T> {
  const load = new Load(fetcher);
  $effect(() => {
    on();
    void load.run();
    return () => load.stop();
  });
  return load;
}
