import { expressionKeys } from '../../lib/outline';

// What may be written where the cursor stands: keys from the schema of templates along the indentation, and names of what the
// template itself and the server know.

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
}

export interface Known {
  schema: Schema | null;
  steps: string[];
  inputs: string[];
  connections: string[];
}

export interface Option {
  label: string;
  detail: string;
  /** What is written instead of the label. */
  apply?: string;
}

export interface Place {
  /** Keys from the root to where the cursor is. */
  path: string[];
  /** The key whose value is being written; empty while a key is. */
  key: string;
  /** What has been typed of the word at the cursor. */
  word: string;
  /** The cursor is inside ${ }. */
  inside: boolean;
}

export function placeAt(text: string, at: number): Place {
  const before = text.slice(0, at).split('\n');
  const line = before.pop() ?? '';
  const item = /^(\s*)(-\s+)?(.*)$/s.exec(line);
  const indent = (item?.[1]?.length ?? 0) + (item?.[2]?.length ?? 0);
  const content = item?.[3] ?? '';
  const value = /^([\w-]+):\s+(.*)$/s.exec(content);
  const path: string[] = [];
  let least = item?.[2] ? (item[1]?.length ?? 0) : indent;
  if (item?.[2]) path.unshift('[]');
  for (const each of before.toReversed()) {
    const own = /^(\s*)(-\s+)?([\w-]+):/.exec(each);
    if (!own) continue;
    const depth = own[1]?.length ?? 0;
    const inner = depth + (own[2]?.length ?? 0);
    if (own[2] && inner === indent && !item?.[2]) {
      path.unshift('[]');
      least = Math.min(least, depth);
      continue;
    }
    if (inner >= least && !(item?.[2] && inner === least && !own[2])) continue;
    path.unshift(own[3] ?? '');
    least = depth;
    if (depth === 0 && !own[2]) break;
  }
  const rest = value?.[2] ?? content;
  const inside = rest.lastIndexOf('${') > rest.lastIndexOf('}');
  return { path, key: value?.[1] ?? '', word: /[\w.-]*$/.exec(rest)?.[0] ?? '', inside };
}

function resolve(schema: Schema | undefined, root: Schema): Schema[] {
  if (!schema) return [];
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return resolve({ ...root.$defs?.[name], ...(schema.description ? { description: schema.description } : {}) }, root);
  }
  if (schema.oneOf && !schema.properties) return schema.oneOf.flatMap((each) => resolve(each, root));
  return [schema];
}

/** What the schema says of the place that a path leads to. */
function schemasAt(path: string[], root: Schema): Schema[] {
  let here = resolve(root, root);
  for (const key of path) {
    here = here.flatMap((schema) => {
      if (key === '[]') return resolve(schema.items, root);
      const own = schema.properties?.[key];
      if (own) return resolve(own, root);
      return typeof schema.additionalProperties === 'object' ? resolve(schema.additionalProperties, root) : [];
    });
  }
  return here;
}

const roots: Option[] = [
  { label: 'event', detail: 'the event of a trigger or a wait' },
  { label: 'trigger', detail: 'the event that started the run' },
  { label: 'inputs', detail: 'what the run was told' },
  { label: 'context', detail: 'what travels with every hand-off' },
  { label: 'steps', detail: 'what steps gave' },
  { label: 'run', detail: 'the run itself' },
  { label: 'now', detail: 'the present time' },
];

function names(word: string, known: Known): Option[] {
  const parts = word.split('.');
  if (parts.length === 1) return roots;
  if (parts[0] === 'steps' && parts.length === 2)
    return known.steps.map((label) => ({ label: `steps.${label}`, detail: '' }));
  if (parts[0] === 'steps' && parts.length === 3)
    return ['output', 'status', 'error', 'started_at', 'finished_at'].map((label) => ({
      label: `${parts[0]}.${parts[1]}.${label}`,
      detail: '',
    }));
  if (parts[0] === 'inputs') return known.inputs.map((label) => ({ label: `inputs.${label}`, detail: '' }));
  if (parts[0] === 'event' || parts[0] === 'trigger')
    return ['data', 'id', 'source', 'subject', 'type', 'time'].map((label) => ({
      label: `${parts[0]}.${label}`,
      detail: '',
    }));
  return [];
}

export function optionsAt(place: Place, known: Known): Option[] {
  if (place.inside || (place.key && expressionKeys.includes(place.key) && place.path.at(-1) !== 'properties'))
    return names(place.word, known);
  if (place.key === 'needs' || (place.path.at(-1) === '[]' && place.path.at(-2) === 'needs'))
    return known.steps.map((label) => ({ label, detail: '' }));
  if (place.key === 'do') return known.connections.map((label) => ({ label: `${label}.`, detail: '' }));
  if (place.key === 'from') return known.connections.map((label) => ({ label, detail: '' }));
  if (!known.schema) return [];
  if (place.key) {
    const values = schemasAt([...place.path, place.key], known.schema).flatMap(
      (schema) =>
        schema.enum ?? (schema.const !== undefined ? [schema.const] : schema.type === 'boolean' ? [true, false] : []),
    );
    return values.map((value) => ({ label: String(value), detail: '' }));
  }
  const root = known.schema;
  return schemasAt(place.path, root).flatMap((schema) =>
    Object.entries(schema.properties ?? {}).map(([label, inner]) => ({
      label,
      detail: resolve(inner, root)[0]?.description ?? inner.description ?? '',
      apply: `${label}: `,
    })),
  );
}
