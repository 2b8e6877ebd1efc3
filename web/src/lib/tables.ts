import type { Route } from './api';
import type { Input } from './inputs';

// Decision tables: their columns, and what a row asks, in few words.

interface Spec {
  type?: string;
  enum?: unknown[];
  min?: number;
  max?: number;
  description?: string;
}

/** A field for each input of a table. A closed set of texts is a choice. */
export function inputsOf(route: Pick<Route, 'inputs'>): Input[] {
  return Object.entries(route.inputs as Record<string, Spec>).map(([name, spec]) => ({
    name,
    type: (spec.type ?? 'string') as Input['type'],
    required: true,
    options: spec.type === 'string' || spec.type === undefined ? (spec.enum ?? []).map(String) : [],
    value: '',
    description: [spec.description, rangeOf(spec)].filter(Boolean).join(' · '),
  }));
}

function rangeOf(spec: Spec): string {
  if (spec.enum && spec.type !== 'string') return spec.enum.map(String).join(', ');
  if (spec.min !== undefined && spec.max !== undefined) return `${spec.min} – ${spec.max}`;
  if (spec.min !== undefined) return `≥ ${spec.min}`;
  return spec.max !== undefined ? `≤ ${spec.max}` : '';
}

const kSigns: Record<string, string> = { at_least: '≥', above: '>', at_most: '≤', below: '<' };

/** What a row asks of one input: "≥ 50000", "tv, cinema", "≠ EMEA"; empty when it may be anything. */
export function testText(test: unknown): string {
  if (test === undefined || test === null) return '';
  if (Array.isArray(test)) return test.map(String).join(', ');
  if (typeof test !== 'object') return String(test);
  return Object.entries(test as Record<string, unknown>)
    .map(([key, value]) => {
      const values = Array.isArray(value) ? value.map(String).join(', ') : String(value);
      return kSigns[key] ? `${kSigns[key]} ${values}` : key === 'not' ? `≠ ${values}` : `${key} ${values}`;
    })
    .join(', ');
}

/** The names of what the rows give, in the order in which they first stand there. */
export function givenBy(route: Pick<Route, 'rows'>): string[] {
  return [...new Set(route.rows.flatMap((row) => Object.keys(row.then as object)))];
}

/** What is kept in the address of what was tried; empty object when nothing was, or it is none. */
export function triedIn(text: string): Record<string, string> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
  } catch {
    return {};
  }
}
