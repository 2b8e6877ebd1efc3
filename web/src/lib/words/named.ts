// What scripts/words.mjs has taken apart: a language as the list of its texts, and the names by which English has them.

type Tree = { [name: string]: unknown };
export type Texts = readonly unknown[];

/** The texts of a language under the names of another that has as many in the same order. */
export function named<T extends object>(names: T, texts: Texts): T {
  const entries = Object.entries(names as Tree).map(([name, value], at) => {
    const text = texts[at];
    return [name, typeof value === 'object' && value !== null && !Array.isArray(value) ? named(value, text as Texts) : text];
  });
  return Object.fromEntries(entries) as T;
}
