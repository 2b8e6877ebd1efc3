import type { JournalRow, Transition } from './api';

// How long what took: each step's time in parts, in the phases in which the server counts it. What the server has counted is shown
// (`measured`); until it has answered, the same is read from the journal.

/**
 * queue: ready and not begun, an attempt that waits to be sent, or a pause; work: an attempt, or a run that the step has begun;
 * people: somebody is awaited; vendor: an event of another system is; backoff: between two attempts; gate: it is closed.
 */
export type Kind = 'queue' | 'work' | 'people' | 'vendor' | 'gate' | 'backoff';

export interface Part {
  kind: Kind;
  from: number;
  to: number;
  /** How it ended or what it is: the attempt, the error. */
  note: string;
  failed: boolean;
}

export interface StepTime {
  step: string;
  parts: Part[];
  from: number;
  to: number;
}

export type Split = Record<Kind, number>;

export interface Timeline {
  from: number;
  to: number;
  steps: Map<string, StepTime>;
  split: Split;
}

interface Open {
  kind: Kind;
  from: number;
  note: string;
}

/** What ends a step for now: it is settled, or is to begin anew. */
export const kEnds = new Set(['StepSucceeded', 'StepFailed', 'StepSkipped', 'StepBlocked', 'StepCancelled', 'StepReset']);

class Track {
  readonly time: StepTime;
  #open: Open | null = null;

  constructor(step: string) {
    this.time = { step, parts: [], from: 0, to: 0 };
  }

  begin(kind: Kind, at: number, note = ''): void {
    this.end(at);
    this.#open = { kind, from: at, note };
  }

  end(at: number, failed = false, note = ''): void {
    if (!this.#open) return;
    const { kind, from } = this.#open;
    this.time.parts.push({ kind, from, to: Math.max(from, at), note: note || this.#open.note, failed });
    this.#open = null;
  }

  /** If the attempt that ends now waited before it was sent, that part of it is queue. */
  sent(is: Transition, at: number): void {
    if (this.#open?.kind !== 'work' || !(is.waited_ms || is.unsent)) return;
    const { from, note } = this.#open;
    const to = is.unsent ? Math.max(from, at) : Math.max(from, Math.min(from + (is.waited_ms ?? 0), at));
    this.time.parts.push({ kind: 'queue', from, to, note: '', failed: false });
    this.#open = { kind: 'work', from: to, note };
  }

  take(is: Transition, at: number): void {
    this.sent(is, at);
    switch (is.is) {
      case 'StepStarted':
        this.begin('work', at, String(is.attempt ?? 1));
        break;
      case 'StepRetrying':
        this.end(at, true, is.reason ?? '');
        this.begin('backoff', at, is.reason ?? '');
        break;
      case 'StepUnknown':
        this.end(at, true, is.reason ?? '');
        this.begin(is.due ? 'backoff' : 'people', at, is.reason ?? '');
        break;
      case 'StepWaiting':
        this.begin(is.type ? 'vendor' : 'queue', at, is.type ?? '');
        break;
      case 'ApprovalRequested':
      case 'TaskRequested':
        this.begin('people', at, is.group ?? '');
        break;
      case 'TaskClaimed':
        this.begin('people', at, is.owner ?? '');
        break;
      case 'ChildBegun':
        this.begin('work', at, is.workflow ?? '');
        break;
      case 'StepGated':
        this.begin('gate', at, is.reason ?? '');
        break;
      case 'GateOpened':
        this.end(at);
        break;
      default:
        if (!kEnds.has(is.is)) return;
        this.end(at, is.is === 'StepFailed', is.message ?? '');
    }
  }

  close(now: number): StepTime {
    this.end(now);
    const { parts } = this.time;
    this.time.from = parts[0]?.from ?? 0;
    this.time.to = parts.at(-1)?.to ?? 0;
    return this.time;
  }
}

/** The name of what undoes a step, and the step that something undoes. */
export const undoOf = (step: string): string => `${step}.undo`;
export const undoneBy = (name: string): string => (name.endsWith('.undo') ? name.slice(0, -'.undo'.length) : '');

/** A step that is done for several items is at work when one of them is: their parts as one. */
function together(step: string, items: StepTime[]): StepTime {
  const parts = sweep(items.flatMap((item) => item.parts)).map((part) => ({ ...part, note: '', failed: false }));
  return { step, parts, from: parts[0]?.from ?? 0, to: parts.at(-1)?.to ?? 0 };
}

/** `end`: when the run ended, or now. */
export function timeline(journal: JournalRow[], from: number, end: number): Timeline {
  const tracks = new Map<string, Map<number, Track>>();
  for (const row of journal) {
    const at = Date.parse(row.at);
    for (const transition of row.transitions) {
      // A step that a new version of the run does not have takes no more time.
      const dropped = (transition.dropped ?? []).flatMap((step) => [...(tracks.get(step)?.values() ?? [])]);
      for (const track of dropped) track.end(at);
      if (!transition.step) continue;
      const name = transition.step;
      let own = tracks.get(name);
      if (!own) tracks.set(name, (own = new Map()));
      const item = transition.item ?? -1;
      let track = own.get(item);
      if (!track) own.set(item, (track = new Track(name)));
      track.take(transition, at);
    }
  }
  const steps = new Map(
    [...tracks].map(([step, own]) => {
      const times = [...own.values()].map((track) => track.close(end));
      return [step, times.length === 1 && times[0] ? times[0] : together(step, times)] as const;
    }),
  );
  return {
    from,
    to: end,
    steps,
    split: splitOf(
      [...steps.values()].flatMap((step) => step.parts),
      from,
      end,
    ),
  };
}

// Where several things happen at once, the first of these counts, as it does for the server.
const kFirst: Kind[] = ['work', 'people', 'vendor', 'backoff', 'gate', 'queue'];
const nothing = (): Split => ({ queue: 0, work: 0, people: 0, vendor: 0, gate: 0, backoff: 0 });

interface Stretch {
  kind: Kind;
  from: number;
  to: number;
}

/** The time that the parts cover, as stretches of one kind each, in order and without overlap. */
function sweep(parts: Stretch[]): Stretch[] {
  const marks = parts
    .filter((part) => part.to > part.from)
    .flatMap(({ kind, from, to }) => [
      { at: from, kind, by: 1 },
      { at: to, kind, by: -1 },
    ])
    .sort((a, b) => a.at - b.at);
  const here = nothing();
  const found: Stretch[] = [];
  let before = 0;
  for (const { at, kind, by } of marks) {
    const first = kFirst.find((each) => here[each] > 0);
    const last = found.at(-1);
    if (first && at > before) {
      if (last?.kind === first && last.to === before) last.to = at;
      else found.push({ kind: first, from: before, to: at });
    }
    here[kind] += by;
    before = at;
  }
  return found;
}

/** The time from one moment to another by kind; what no part covers is queue. The kinds add up to the whole. */
export function splitOf(parts: Stretch[], from: number, to: number): Split {
  const split: Split = { ...nothing(), queue: Math.max(0, to - from) };
  const within = parts.map((part) => ({ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }));
  for (const { kind, from: begin, to: end } of sweep(within)) {
    split.queue -= end - begin;
    split[kind] += end - begin;
  }
  return split;
}

/** The kind that took most, and its share of the whole, 0 to 1. */
export function mostly(split: Split): { kind: Kind; share: number } {
  const kinds = Object.keys(split) as Kind[];
  const whole = kinds.reduce((sum, each) => sum + split[each], 0);
  const kind = kinds.reduce((best, each) => (split[each] > split[best] ? each : best), 'work' as Kind);
  return { kind, share: whole > 0 ? split[kind] / whole : 0 };
}

/** The time of one step as the server has counted it. */
export interface Counted {
  step: string;
  open: boolean;
  stretches: { phase: Kind; from: string; to: string }[];
}

/** The time of a step in the server's stretches; what is open goes on until `now`. The journal tells which attempts have failed. */
export function measured(of: Counted, journal: StepTime | undefined, now: number): StepTime {
  const failed = (journal?.parts ?? []).filter((part) => part.failed && part.kind === 'work' && part.to > part.from);
  const parts = of.stretches.flatMap(({ phase, from, to }, index): Part[] => {
    const begin = Date.parse(from);
    const last = of.open && index === of.stretches.length - 1;
    const end = last ? Math.max(now, Date.parse(to)) : Date.parse(to);
    const part = { kind: phase, from: begin, to: end, note: '', failed: false };
    if (phase !== 'work') return [part];
    const cuts = failed.flatMap((each) => [each.from, each.to]).filter((at) => at > begin && at < end);
    const marks = [...new Set([begin, ...cuts, end])].sort((a, b) => a - b);
    return marks.slice(1).map((mark, at) => {
      const own = { ...part, from: marks[at] ?? begin, to: mark };
      const attempt = failed.find((each) => each.from < own.to && each.to > own.from);
      return attempt ? { ...own, note: attempt.note, failed: true } : own;
    });
  });
  return { step: of.step, parts, from: parts[0]?.from ?? 0, to: parts.at(-1)?.to ?? 0 };
}
