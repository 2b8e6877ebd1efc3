import type { FormField } from './api';

// The form of a task: how a value is written in a field, what a field gives, and what is wrong with it. The server checks it again.

type Zone = 'local' | 'UTC';

export interface Mistake {
  kind:
    | 'missing'
    | 'uri'
    | 'email'
    | 'date'
    | 'moment'
    | 'number'
    | 'comma'
    | 'whole'
    | 'least'
    | 'most'
    | 'short'
    | 'long'
    | 'few'
    | 'many';
  /** The limit that it breaks. */
  limit: number;
}

/** What the field looks like. */
export type Look = 'line' | 'lines' | 'radio' | 'select' | 'checks';

// More choices than these are a list to pick from.
const kRadios = 4;

export function lookOf(field: FormField): Look {
  const choices = field.enum?.length ?? 0;
  if (field.type === 'boolean') return 'radio';
  if (field.type === 'list') return choices > 0 ? 'checks' : 'lines';
  if (choices > 0) return choices <= kRadios ? 'radio' : 'select';
  return field.format === 'lines' ? 'lines' : 'line';
}

/** The choices as texts; of a boolean "true" and "false". */
export const choicesOf = (field: FormField): string[] =>
  field.type === 'boolean' ? ['true', 'false'] : (field.enum ?? []).map(String);

const two = (number: number) => String(number).padStart(2, '0');

/** A moment as a field for one takes it, without zone: "2026-05-04T12:00". */
function momentText(value: string, zone: Zone): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return '';
  if (zone === 'UTC') return at.toISOString().slice(0, 16);
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A value as it is written in the field. A list has a line for each item. */
export function written(field: FormField, value: unknown, zone: Zone): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(String).join('\n');
  return field.format === 'date-time' ? momentText(String(value), zone) : String(value);
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean);

const close = (text: string) => text.replaceAll(/\s/g, '');
/** "12,000" is twelve to some and twelve thousand to others. */
const isEither = (text: string) => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(close(text));
/** A number as people write it: "1 200,5". None where it may be either of two. */
const numberOf = (text: string) => (isEither(text) ? NaN : Number(close(text).replace(',', '.')));

/** What is written in the field, as its value; undefined when nothing is. */
export function valueOf(field: FormField, text: string, zone: Zone): unknown {
  const short = text.trim();
  if (!short) return undefined;
  if (field.type === 'list') return linesOf(text);
  if (field.enum?.length) return field.enum.find((each) => String(each) === text);
  if (field.type === 'boolean') return text === 'true';
  if (field.type !== 'string') return numberOf(text);
  if (field.format === 'lines') return text;
  if (field.format !== 'date-time') return short;
  const at = new Date(zone === 'UTC' ? `${short}Z` : short);
  return Number.isNaN(at.getTime()) ? short : at.toISOString();
}

const kLooks = {
  uri: /^https?:\/\/[^\s/?#:]\S*$/i,
  email: /^[^\s@<>,;"]+@[^\s@.<>,;"]+(\.[^\s@.<>,;"]+)+$/,
  date: /^\d{4}-\d\d-\d\d$/,
  moment: /^\d{4}-\d\d-\d\dT\d\d:\d\d/,
};

/** The first of these that is broken. */
const broken = (...limits: [Mistake['kind'], number | undefined, boolean][]): Mistake | null => {
  const found = limits.find(([, limit, isBroken]) => limit !== undefined && isBroken);
  return found ? { kind: found[0], limit: found[1] ?? 0 } : null;
};

/** What is wrong with what is written; null when nothing is. */
export function mistakeOf(field: FormField, text: string, zone: Zone): Mistake | null {
  const value = valueOf(field, text, zone);
  if (value === undefined) {
    const isMissing = field.required && (field.default === undefined || field.default === null);
    return isMissing ? { kind: 'missing', limit: 0 } : null;
  }
  const { minimum, maximum, min_length: least, max_length: most } = field;
  if (Array.isArray(value))
    return broken(['few', least, value.length < (least ?? 0)], ['many', most, value.length > (most ?? 0)]);
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return { kind: isEither(text) ? 'comma' : 'number', limit: 0 };
    if (field.type === 'integer' && !Number.isInteger(value)) return { kind: 'whole', limit: 0 };
    return broken(['least', minimum, value < (minimum ?? 0)], ['most', maximum, value > (maximum ?? 0)]);
  }
  if (typeof value !== 'string') return null;
  const look = field.format === 'date-time' ? 'moment' : field.format;
  if (look && look !== 'lines' && !kLooks[look].test(value)) return { kind: look, limit: 0 };
  const length = [...value].length;
  return broken(['short', least, length < (least ?? 0)], ['long', most, length > (most ?? 0)]);
}

/** What is filled in, by the names of the form; what is empty is left out. */
export function valuesOf(form: FormField[], texts: Record<string, string>, zone: Zone): Record<string, unknown> {
  const all = form.map((field) => [field.name, valueOf(field, texts[field.name] ?? '', zone)] as const);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
