import { readYaml, type Yaml } from './yaml';

// What a template is made of, as its text says: for the graph, for who set what, and for the line of each step.

/** What a step may do, one of these. */
export const verbs = ['do', 'approve', 'wait', 'sleep', 'emit', 'set', 'run', 'task'] as const;
export type Verb = (typeof verbs)[number] | '';

/** The keys whose value is an expression as it stands, without ${ }. */
export const expressionKeys = ['when', 'key', 'gate', 'open', 'until'];

export interface StepOutline {
  name: string;
  title: string;
  team: string;
  verb: Verb;
  /** Of `do`: "jira.create_issue". */
  action: string;
  connection: string;
  /** In a word or two: whom it asks, what it waits for, what it does. */
  about: string;
  needs: string[];
  /** `any` or `always`; empty for `all`. */
  join: string;
  /** No run goes on without it. */
  mandatory: boolean;
  gate: string;
  when: string;
  attempts: number;
  onError: string;
  /** The inputs of the operation, as written. */
  inputs: { key: string; value: Yaml }[];
  /** It is one of the steps of `on_failure`, which begin only after the run has failed. */
  onFailure: boolean;
  line: number;
}

export interface Trigger {
  /** The type of its event; of a window the first of those that it counts. Empty for a schedule. */
  event: string;
  /** The cron expression of a schedule; empty for another trigger. */
  cron: string;
  from: string;
  when: string;
}

export interface Outline {
  name: string;
  title: string;
  description: string;
  goal: string;
  triggers: Trigger[];
  require: string[];
  steps: StepOutline[];
}

type Map_ = { [key: string]: Yaml };

const mapOf = (value: Yaml | undefined): Map_ =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const textOf = (value: Yaml | undefined): string =>
  value === undefined || value === null || typeof value === 'object' ? '' : String(value);
const textsOf = (value: Yaml | undefined): string[] =>
  Array.isArray(value) ? value.map(textOf).filter(Boolean) : textOf(value) ? [textOf(value)] : [];

function about(verb: Verb, spec: Map_): string {
  const inner = mapOf(spec[verb]);
  const by = mapOf(inner.by);
  switch (verb) {
    case 'do':
      return textOf(spec.do);
    case 'approve':
    case 'task':
      return textOf(by.group) || textsOf(by.users).join(', ');
    case 'wait': {
      const several = Object.values({ ...mapOf(inner.any), ...mapOf(inner.all) });
      return [inner, ...several.map(mapOf)]
        .map((each) => textOf(each.event))
        .filter(Boolean)
        .join(', ');
    }
    case 'emit':
      return textOf(inner.event);
    case 'sleep':
      return textOf(inner.for) || textOf(inner.until);
    case 'set':
      return Object.keys(inner).join(', ');
    case 'run':
      return textOf(spec.run);
    default:
      return '';
  }
}

function step(name: string, spec: Map_, onFailure: boolean, line: number): StepOutline {
  const verb = verbs.find((each) => each in spec) ?? '';
  const action = textOf(spec.do);
  const gate = typeof spec.gate === 'object' ? textOf(mapOf(spec.gate).open) : textOf(spec.gate);
  return {
    name,
    title: textOf(spec.title) || name,
    team: textOf(spec.team),
    verb,
    action,
    connection: action.split('.')[0] ?? '',
    about: about(verb, spec),
    needs: textsOf(spec.needs),
    join: textOf(spec.join),
    mandatory: spec.mandatory === true,
    gate,
    when: textOf(spec.when),
    attempts: Number(mapOf(spec.retry).attempts ?? 5) || 5,
    onError: textOf(spec.on_error),
    inputs: Object.entries(mapOf(spec.with)).map(([key, value]) => ({ key, value })),
    onFailure,
    line,
  };
}

/** The type of the event of a trigger, or of what its window or threshold counts. */
function eventOf(trigger: Map_): string {
  const inner = mapOf(trigger.window ?? trigger.threshold);
  const first = Array.isArray(inner.sequence) ? mapOf(inner.sequence[0]) : inner;
  return textOf(trigger.event) || textOf(first.event);
}

/** What starts a workflow, in few words. */
export const startsOn = (triggers: Trigger[]): string =>
  triggers.map((each) => each.event || each.cron).filter(Boolean).join(', ');

export function outline(text: string): Outline {
  const { value, lines } = readYaml(text);
  const root = mapOf(value);
  const stepsOf = (steps: Yaml | undefined, path: string, onFailure: boolean) =>
    Object.entries(mapOf(steps)).map(([name, spec]) =>
      step(name, mapOf(spec), onFailure, lines.get(`${path}.${name}`) ?? 0),
    );
  const on = Array.isArray(root.on) ? root.on.map(mapOf) : [];
  return {
    name: textOf(root.workflow),
    title: textOf(root.title) || textOf(root.workflow),
    description: textOf(root.description),
    goal: textOf(root.goal),
    triggers: on.map((each) => ({
      event: eventOf(each),
      cron: textOf(mapOf(each.schedule).cron),
      from: textOf(each.from),
      when: textOf(each.when),
    })),
    require: textsOf(mapOf(root.context).require),
    steps: [
      ...stepsOf(root.steps, 'steps', false),
      ...stepsOf(mapOf(root.on_failure).steps, 'on_failure.steps', true),
    ],
  };
}

/** Steps that come before one, however far back. */
export function before(steps: StepOutline[], name: string): Set<string> {
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const need of steps.find((each) => each.name === next)?.needs ?? []) {
      if (found.has(need)) continue;
      found.add(need);
      open.push(need);
    }
  }
  return found;
}

/** Steps that come after one, however far on, in the order of the file. */
export function after(steps: StepOutline[], name: string): string[] {
  return steps.filter((each) => before(steps, each.name).has(name)).map((each) => each.name);
}

/** The titles of the steps that begin when this one has ended, with commas between them. */
export function followers(steps: { title: string; needs: string[] }[], name: string): string {
  return steps
    .filter((each) => each.needs.includes(name))
    .map((each) => each.title)
    .join(', ');
}

export interface Source {
  kind: 'step' | 'event' | 'inputs' | 'context' | 'written';
  name: string;
}

/** Where a value that a step sends comes from: the first thing that its expressions read. */
export function sourceOf(value: Yaml): Source {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const read = /\$\{[^}]*?\b(steps\.([a-z][a-z0-9_]*)|trigger|event|inputs|context)\b/.exec(text);
  if (!read) return { kind: 'written', name: '' };
  if (read[2]) return { kind: 'step', name: read[2] };
  if (read[1] === 'trigger' || read[1] === 'event') return { kind: 'event', name: '' };
  return { kind: read[1] as 'inputs' | 'context', name: '' };
}

/** Whether an event type is what a pattern of a trigger takes; `*` stands for one segment. */
export function takes(pattern: string, type: string): boolean {
  const wanted = pattern.split('.');
  const given = type.split('.');
  return wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index]);
}
