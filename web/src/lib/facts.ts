import type { Fact, FactValue } from './api';
import { emptyText, isWrong, typeOf, valuesOf, valueOf, type Input } from './inputs';
import { plain } from './plain';

// Facts: what a value of one is made of, for the form by which somebody sets it, and how far it may be relied on.

const input = (name: string, type: unknown): Input => ({
  name,
  type: typeOf(String(type)),
  required: true,
  options: [],
  value: '',
  description: String(type),
});

/** The name of the field of a value that has no members. */
export const kWhole = 'value';

/** A field for each member of an object, or one for the value as a whole. */
export function fieldsOf(fact: Pick<Fact, 'type'>): Input[] {
  const members = typeof fact.type === 'object' && fact.type !== null ? Object.entries(fact.type) : [];
  return members.length > 0 ? members.map(([name, type]) => input(name, type)) : [input(kWhole, fact.type)];
}

const hasMembers = (fields: Input[]) => fields.length !== 1 || fields[0]?.name !== kWhole;

/** How a value stands in the fields. */
export function textsOf(fields: Input[], value: unknown): Record<string, string> {
  const of = (field: Input): unknown =>
    hasMembers(fields) ? (value as Record<string, unknown> | null | undefined)?.[field.name] : value;
  return Object.fromEntries(
    fields.map((field) => {
      const part = of(field);
      return [field.name, part === undefined || part === null ? emptyText(field) : plain(part)];
    }),
  );
}

/** The value that the fields make; undefined when one of them is wrong. */
export function valueFrom(fields: Input[], texts: Record<string, string>): unknown {
  if (fields.some((field) => isWrong(field, texts[field.name] ?? ''))) return undefined;
  const [first] = fields;
  return hasMembers(fields) ? valuesOf(fields, texts) : first && valueOf(first, texts[first.name] ?? '');
}

/** How far a value may be relied on: for ever, until then, or not any more. Milliseconds since 1970. */
export function reliable(value: Pick<FactValue, 'stale' | 'stale_at'>, now: number): 'always' | 'good' | 'stale' {
  if (value.stale || (value.stale_at && Date.parse(value.stale_at) <= now)) return 'stale';
  return value.stale_at ? 'good' : 'always';
}

/** The value in one line, as people read it: an object as its members. */
export function lineOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(lineOf).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${plain(part)}`)
    .join(', ');
}
