import type { RunDetail, Step, WhyRun, WhyStep } from './api';
import { after, type StepOutline } from './outline';
import { undoOf } from './timeline';

// Which step a run's page opens on, and in which way it stands still. The words are made where it is shown.

export type CauseKind =
  | 'failed'
  | 'failed_early'
  | 'unknown_person'
  | 'undo_failed'
  | 'unknown_looks'
  | 'held'
  | 'retrying'
  | 'approval'
  | 'task'
  | 'child'
  | 'items'
  | 'slot'
  | 'gated'
  | 'event'
  | 'sleep'
  | 'paused'
  | 'cancelled';

export interface Cause {
  kind: CauseKind;
  /** The status whose colour it has. */
  status: string;
  step: Step | null;
  outline: StepOutline | null;
  why: WhyStep | null;
  /** It is not known whether the step was undone: `why` is that of the undo, not of the step. */
  undo: boolean;
  /** Steps that cannot go on because of it. */
  blocked: string[];
  /** Other steps that go on meanwhile. */
  going: Step[];
}

const kLive = new Set(['running', 'waiting', 'gated', 'unknown']);

// What a step of this verb waits for, when it waits.
const kWaits: Record<string, CauseKind> = { approve: 'approval', task: 'task', run: 'child', sleep: 'sleep' };

const undoInDoubt = (step: Step | null) => step?.undo?.status === 'unknown';

// What wants somebody comes first.
function kindOf(step: Step, why: WhyRun | undefined): CauseKind | null {
  if (step.undo?.status === 'failed') return 'undo_failed';
  if (undoInDoubt(step)) {
    const told = why?.steps.find((each) => each.step === undoOf(step.name));
    return told ? (told.next ? 'unknown_looks' : 'unknown_person') : null;
  }
  switch (step.status) {
    case 'failed':
      return 'failed';
    case 'unknown':
      return step.due ? 'unknown_looks' : 'unknown_person';
    case 'running':
      return step.lane ? 'held' : step.items ? 'items' : step.child ? 'child' : step.due ? 'retrying' : null;
    case 'waiting':
      return step.items ? 'items' : (kWaits[step.verb] ?? 'event');
    case 'gated':
      return 'gated';
    default:
      return null;
  }
}

const kOrder: CauseKind[] = [
  'unknown_person',
  'undo_failed',
  'failed',
  'held',
  'unknown_looks',
  'approval',
  'task',
  'retrying',
  'items',
  'child',
  'gated',
  'event',
  'sleep',
];
const kStatus: Record<CauseKind, string> = {
  failed: 'failed',
  failed_early: 'failed',
  unknown_person: 'unknown',
  undo_failed: 'failed',
  unknown_looks: 'unknown',
  held: 'waiting',
  retrying: 'running',
  approval: 'waiting',
  task: 'waiting',
  child: 'running',
  items: 'running',
  slot: 'waiting',
  gated: 'gated',
  event: 'waiting',
  sleep: 'waiting',
  paused: 'paused',
  cancelled: 'cancelled',
};

export function causeOf(run: RunDetail, why: WhyRun | undefined, outlines: StepOutline[]): Cause | null {
  const made = (kind: CauseKind, step: Step | null): Cause => ({
    kind,
    status: kStatus[kind],
    step,
    outline: outlines.find((each) => each.name === step?.name) ?? null,
    why: why?.steps.find((each) => each.step === (step && undoInDoubt(step) ? undoOf(step.name) : step?.name)) ?? null,
    undo: undoInDoubt(step),
    blocked: blockedBy(run, outlines, step),
    going: run.steps.filter((each) => each !== step && kLive.has(each.status)),
  });
  if (run.status === 'succeeded') return null;
  if (run.status === 'cancelled') return made('cancelled', null);
  const ranked = run.steps
    .map((step) => ({ step, kind: kindOf(step, why) }))
    .filter((each): each is { step: Step; kind: CauseKind } => each.kind !== null)
    .filter((each) => each.kind !== 'undo_failed' || run.status !== 'failed')
    .filter((each) => each.kind !== 'failed' || run.status === 'failed' || run.failing || run.status === 'paused')
    .sort((a, b) => kOrder.indexOf(a.kind) - kOrder.indexOf(b.kind));
  const first = ranked[0];
  if (run.status === 'paused' && first?.kind !== 'unknown_person' && first?.kind !== 'undo_failed')
    return made('paused', first?.kind === 'failed' ? first.step : null);
  if (first) return made(first.kind, first.step);
  if (why?.slot) return made('slot', null);
  return run.status === 'failed' ? made('failed_early', null) : null;
}

function blockedBy(run: RunDetail, outlines: StepOutline[], step: Step | null): string[] {
  if (!step) return [];
  const behind = new Set(after(outlines, step.name));
  return run.steps
    .filter((each) => behind.has(each.name) && ['blocked', 'pending'].includes(each.status))
    .map((each) => each.name);
}

export interface StepError {
  message: string;
  code: string;
  /** Of an answer over HTTP: its status, and what it says in words. */
  status: string;
  said: string;
}

/** What the body of an answer says in words: the first text by a name that vendors use for it. */
function wordsOf(body: string): string {
  try {
    const value = JSON.parse(body) as Record<string, unknown>;
    for (const key of ['message', 'error_description', 'detail', 'error', 'title', 'errorMessages']) {
      const text = Array.isArray(value[key]) ? String(value[key][0] ?? '') : value[key];
      if (typeof text === 'string' && text) return text;
    }
  } catch {
    // It is no JSON: it speaks for itself.
  }
  return body.startsWith('{') ? '' : body;
}

/** "http_401: HTTP 401: {…}", or "http_401: Not allowed.", in its parts. */
export function readError(text: string): { status: string; said: string } {
  const match = /^(?:[a-z_0-9]+: )?HTTP (\d{3})(?::\s*(.*))?$/s.exec(text) ?? /^http_(\d{3})(?::\s*(.*))?$/s.exec(text);
  return match ? { status: match[1] ?? '', said: wordsOf(match[2] ?? '') } : { status: '', said: '' };
}

/** The status of an answer that says: these credentials are not taken, or may not do that. Its connection is to be mended. */
export const refuses = (status: string): boolean => status === '401' || status === '403';

/** A text with the status of the answer, where only the code has that. */
export const withCode = (code: string, text: string): string =>
  /^http_\d{3}$/.test(code) && !readError(text).status ? `${code}: ${text}` : text;

/** What went wrong with a step: the error's message, else the reason that it stopped. */
export function errorOf(step: Step): StepError {
  const error = (step.error ?? null) as { message?: string; code?: string } | null;
  const code = error?.code ?? '';
  const message = withCode(code, error?.message || step.reason);
  return { message, code, ...readError(message) };
}
