import type { Origin } from './api';

// What a value of a run began with.

type Known = Pick<Origin, 'kind' | 'of' | 'step' | 'actor' | 'event' | 'run'> & { from: Known[] };

const keyOf = (of: Known) => [of.kind, of.of, of.step, of.event, of.run, of.kind === 'person' ? of.actor : ''].join('\n');

/** The ends of its chain, each once: events, people, answers, facts. What the template says itself counts only where nothing was read. */
export function sourcesOf<T extends Known>(origin: T): T[] {
  const found = new Map<string, T>();
  const follow = (of: T) => {
    for (const each of of.from) follow(each as T);
    if (of.from.length === 0) found.set(keyOf(of), of);
  };
  follow(origin);
  const all = [...found.values()];
  const read = all.filter((each) => each.kind !== 'constant' && each.kind !== 'expression');
  return read.length > 0 ? read : all.slice(0, 1);
}
