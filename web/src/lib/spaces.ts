// Spaces at which no line ends: French has one before : ; ? ! and inside its quotation marks, and a figure stays with its sign.

type Tree = { [name: string]: unknown };

const kept = (text: string): string => text.replace(/ (?=[:;?!»%€])|(?<=«) /g, '\u00a0');

function keptOf(text: unknown): unknown {
  if (typeof text === 'string') return kept(text);
  if (typeof text === 'function') return (...all: unknown[]) => keptOf((text as (...all: unknown[]) => unknown)(...all));
  return typeof text === 'object' && text !== null && !Array.isArray(text) ? spaced(text) : text;
}

/** The same texts, with such spaces in them. */
export function spaced<T extends object>(texts: T): T {
  return Object.fromEntries(Object.entries(texts as Tree).map(([name, text]) => [name, keptOf(text)])) as T;
}
