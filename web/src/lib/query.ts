import { parseDuration } from './time';

// The query language of lists: `status:failed template:x age:>1d some words`. A term is KEY:VALUE or KEY:>VALUE, with a minus in
// front for "not"; a value or a word with spaces stands in quotes. Everything else is words. The server reads it in the same way
// (src/views/query.cpp): both are held to the cases of tests/data/queries.

export type Comparison = '=' | '>' | '<';

export interface Term {
  key: string;
  value: string;
  comparison: Comparison;
  negated: boolean;
  /** As it was written, for a chip. */
  raw: string;
}

export interface Mistake {
  raw: string;
  kind: 'key' | 'value';
  /** What was probably meant, or what is expected. */
  hint: string;
  /** Of a value where `hint` is what was probably meant: the key, and all words that it takes. */
  of?: { key: string; words: string };
}

export interface Query {
  terms: Term[];
  words: string[];
  mistakes: Mistake[];
}

export interface Key {
  name: string;
  /** Other names that mean the same. */
  also?: string[];
  kind: 'text' | 'duration' | 'moment' | 'word' | 'share' | 'version';
  /** Of a word: those that there are. Of a share or a version: examples. */
  words?: string[];
}

// The last one stands for all runs that have not ended.
export const runStatuses = ['running', 'waiting', 'paused', 'succeeded', 'failed', 'cancelled', 'open'];

export const runKeys: Key[] = [
  { name: 'status', kind: 'word', words: runStatuses },
  { name: 'template', also: ['workflow'], kind: 'text' },
  { name: 'version', kind: 'version', words: ['3', '<3', '>3'] },
  { name: 'connection', kind: 'text' },
  { name: 'key', kind: 'text' },
  { name: 'goal', kind: 'text' },
  { name: 'id', kind: 'text' },
  { name: 'age', kind: 'duration' },
  { name: 'since', kind: 'moment' },
  { name: 'late', kind: 'share', words: ['>50%', '>20%', '<20%'] },
];

export const eventKeys: Key[] = [
  { name: 'type', kind: 'text' },
  { name: 'source', kind: 'text' },
  { name: 'subject', kind: 'text' },
  { name: 'since', kind: 'moment' },
];

/** Cuts at spaces that are not in quotes. */
function pieces(text: string): string[] {
  return text.match(/-?(?:[^\s":]+:)?[<>]?"[^"]*"?|\S+/g) ?? [];
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, '') : text;
}

export function parse(text: string, keys: Key[]): Query {
  const query: Query = { terms: [], words: [], mistakes: [] };
  for (const raw of pieces(text)) {
    const match = /^(-?)([a-z_]+):([<>]?)(.*)$/s.exec(raw);
    const value = unquoted(match?.[4] ?? '');
    if (!match || value === '') {
      query.words.push(unquoted(raw));
      continue;
    }
    const written = match[2] ?? '';
    const key = keys.find((each) => each.name === written || each.also?.includes(written));
    if (!key) {
      query.mistakes.push({
        raw,
        kind: 'key',
        hint: nearest(
          written,
          keys.map((each) => each.name),
        ),
      });
      continue;
    }
    const comparison = (match[3] || '=') as Comparison;
    const hint = expected(key, value, comparison);
    if (hint !== null) query.mistakes.push({ raw, kind: 'value', hint, ...meant(key, hint) });
    else query.terms.push({ key: key.name, value, comparison, negated: match[1] === '-', raw });
  }
  return query;
}

/** Null when the value is right; else what was probably meant, or an example. */
function expected(key: Key, value: string, comparison: Comparison): string | null {
  if (key.kind === 'duration') return parseDuration(value) === null ? '30m, 4h, 1d' : null;
  if (key.kind === 'moment') return parseDuration(value) === null && !isMoment(value) ? '30m, 4h, 2026-05-04' : null;
  if (key.kind === 'share') return isShare(value) ? null : '50%, >50%, <20%';
  if (key.kind === 'version') return isVersion(value) ? null : '3, <3, >3';
  if (comparison !== '=') return key.words?.join(', ') ?? '';
  if (key.kind === 'word' && !key.words?.includes(value))
    return nearest(value, key.words ?? []) || (key.words ?? []).join(', ');
  return null;
}

/** The key and its words, where the hint is one of these. */
const meant = (key: Key, hint: string): Pick<Mistake, 'of'> =>
  key.kind === 'word' && key.words?.includes(hint) ? { of: { key: key.name, words: key.words.join(', ') } } : {};

/** True for a day, "2026-05-04", and for a moment of RFC 3339. */
function isMoment(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  if (!day && !/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text)) return false;
  const date = text.slice(0, 10);
  const begins = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(begins.getTime()) && begins.toISOString().startsWith(date) && !Number.isNaN(Date.parse(text));
}

/** True for "50%" and "2.5%", up to 100. */
function isShare(text: string): boolean {
  return /^\d+(\.\d+)?%$/.test(text) && Number(text.slice(0, -1)) <= 100;
}

/** True for the number of a version, from 1 on. */
function isVersion(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 1e9;
}

/** The one of the names that is written most like it; empty when none is close. */
export function nearest(text: string, names: string[]): string {
  let best = '';
  let least = Math.max(2, Math.floor(text.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(text, name);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; ++i) {
    const next = [i];
    for (let j = 1; j <= b.length; ++j) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The text of a query without one of its parts. */
export function without(text: string, raw: string): string {
  const all = pieces(text);
  const at = all.indexOf(raw);
  if (at >= 0) all.splice(at, 1);
  return all.join(' ');
}

/** The text with a term in place of those of the same key. */
export function withTerm(text: string, key: string, value: string): string {
  const kept = pieces(text).filter((piece) => !piece.startsWith(`${key}:`));
  return [...kept, `${key}:${/\s/.test(value) ? `"${value}"` : value}`].join(' ');
}
