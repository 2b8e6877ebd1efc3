import type { Finding } from '../../lib/api';

// Where a finding is in a text, and how its hint mends it.

export interface Place {
  from: number;
  to: number;
}

/** The piece of the text that a finding is about: its length, else the word that begins there. */
export function placeOf(finding: Finding, text: string): Place {
  const lines = text.split('\n');
  const line = Math.min(Math.max(1, finding.line ?? 1), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const own = lines[line - 1] ?? '';
  const column = Math.min(Math.max(1, finding.column ?? 1), own.length + 1) - 1;
  const word = /^[\w.-]+/.exec(own.slice(column))?.[0].length ?? Math.max(1, own.length - column);
  const length = Math.min(finding.length ?? word, Math.max(1, own.length - column));
  return { from: start + column, to: Math.min(text.length, start + column + length) };
}

export interface Fix extends Place {
  insert: string;
}

/** What a hint says to write instead; null when it says something else. */
export function fixOf(finding: Finding, text: string): Fix | null {
  const meant = /^did you mean "([^"]+)"\?/i.exec(finding.hint ?? '')?.[1];
  const wrong = /"([^"]+)"/.exec(finding.message)?.[1];
  if (!meant || !wrong) return null;
  const { from } = placeOf(finding, text);
  // The message names what is wrong; it stands at the place or behind it in the same line.
  const end = text.indexOf('\n', from);
  const at = text.slice(0, end < 0 ? text.length : end).indexOf(wrong, from);
  return at < 0 ? null : { from: at, to: at + wrong.length, insert: meant };
}
