// Spaces at which no line ends: French has one before : ; ? ! and inside its quotation marks, and a figure stays with its sign.

type Tree = { [name: string]: unknown };

/** The same text, with such spaces in it. */
export const kept = (text: string): string => text.replace(/ (?=[:;?!»%€])|(?<=«) /g, '\u00a0');

/** What the server says in part of a sentence, as a whole one: it begins with a capital letter and ends with a stop. */
export const asSentence = (said: string): string => kept(said && `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`);

function keptOf(text: unknown): unknown {
  if (typeof text === 'string') return kept(text);
  if (typeof text === 'function') return (...all: unknown[]) => keptOf((text as (...all: unknown[]) => unknown)(...all));
  return typeof text === 'object' && text !== null && !Array.isArray(text) ? spaced(text) : text;
}

/** The same texts, with such spaces in them. */
export function spaced<T extends object>(texts: T): T {
  return Object.fromEntries(Object.entries(texts as Tree).map(([name, text]) => [name, keptOf(text)])) as T;
}
