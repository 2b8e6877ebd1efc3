import type { Client } from 'openapi-fetch';

import { addressOf, type Params } from './address';
import type { components, paths } from './schema';
import { consoleHeader, session } from './session.svelte';

// Every call to the server goes through here: typed by the served description, with a trace id, and errors as Problem. The browser
// adds the cookie of the session.

type Schemas = components['schemas'];
export type Run = Schemas['Run'];
export type RunDetail = Schemas['RunDetail'];
export type Step = Schemas['Step'];
export type StepStatus = Schemas['StepStatus'];
export type RunStatus = Schemas['RunStatus'];
export type JournalRow = Schemas['JournalRow'];
export type Transition = Schemas['Transition'];
export type Event = Schemas['Event'];
export type Approval = Schemas['Approval'];
export type ApprovalDetail = Schemas['ApprovalDetail'];
export type Task = Schemas['Task'];
export type TaskDetail = Schemas['TaskDetail'];
export type FormField = Schemas['FormField'];
export type Deed = Schemas['Deed'];
export type SavedView = Schemas['SavedView'];
export type Simulation = Schemas['Simulation'];
export type Template = Schemas['Template'];
export type Connection = Schemas['Connection'];
export type Connector = Schemas['Connector'];
export type Lane = Schemas['Lane'];
export type Parked = Schemas['Parked'];
export type System = Schemas['System'];
export type Token = Schemas['Token'];
export type User = Schemas['User'];
export type AuditRow = Schemas['AuditRow'];
export type Stats = Schemas['Stats'];
export type Role = Schemas['Role'];
export type Fact = Schemas['Fact'];
export type FactValue = Schemas['FactValue'];
export type Route = Schemas['Route'];
export type Schedule = Schemas['Schedule'];
export type Lengths = Schemas['Lengths'];
export type Flow = Schemas['Flow'];
export type FlowOfRuns = Schemas['FlowOfRuns'];
export type Bottleneck = Schemas['Bottleneck'];
export type Kpi = Schemas['Kpi'];
export type Alarm = Schemas['DetectorAlarm'];
export type DetectorDetail = paths['/api/v1/detectors/{name}']['get']['responses']['200']['content']['application/json'];
export type Calendar = Schemas['Calendar'];
export type Finding = Schemas['Finding'];
export type Goal = Schemas['Goal'];
export type GoalDetail = Schemas['GoalDetail'];
export type Origin = Schemas['Origin'];
export type Attention = Schemas['Attention'];
export type Notice = Schemas['Notice'];
export type Explained = Schemas['Explained'];
export type WhyEvent = Schemas['WhyEvent'];
export type WhyEventAll = Schemas['WhyEventAll'];
export type EventEffect = Schemas['EventEffect'];
export type Attempt = Schemas['Attempt'];
export type Effect = Schemas['Effect'];
export type RetryPreview = Schemas['RetryPreview'];
export type RunRecord = Schemas['RunRecord'];
export type EventRecord = Schemas['EventRecord'];

/** Why a step is where it is: the part of `WhyStep` of the description that the console shows. */
export interface WhyStep {
  step: string;
  status: StepStatus;
  because: string;
  needs?: { step: string; status: StepStatus }[];
  gate?: Explained;
  when?: Explained;
  notes?: string[];
  next?: string;
  gate_closes?: string;
  approval?: { may?: string[]; problem?: string; missing?: number };
  lane?: Lane;
}

export interface WhyRun {
  run: string;
  status: RunStatus;
  because: string;
  failing?: boolean;
  due?: string;
  late?: boolean;
  cancelled_by?: string;
  /** Where it stands in the slot of its workflow, and which runs have a place there. */
  slot?: { key: string; limit: number; position: number; holders: string[] };
  steps: WhyStep[];
}

/** Why the server refused, or why it could not be asked. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly trace: string;
  readonly errors: Finding[];

  constructor(body: Partial<Schemas['Problem']> & { trace_id?: string }) {
    super(body.detail ?? body.title ?? '');
    this.status = body.status ?? 0;
    this.code = body.code ?? 'unreachable';
    this.title = body.title ?? '';
    this.detail = body.detail ?? '';
    this.trace = body.trace_id ?? '';
    this.errors = body.errors ?? [];
  }

  /** What to do about it, as the server says. */
  get hint(): string {
    return this.errors.find((error) => error.hint)?.hint ?? '';
  }

  /** The mistakes that `detail` does not tell of. */
  get untold(): Finding[] {
    return this.errors.filter((error) => error.message && !this.detail.includes(error.message));
  }
}

/** What is no answer of the server is a mistake of the console itself. */
export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem({ code: 'internal', detail: String(error) });
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function hex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}

const kBusy = new Set([502, 503, 504]);
const kRetryAfterMs = 400;

/** One more try for reading when the server is busy or in between two starts. */
async function patient(request: Request): Promise<Response> {
  const again = request.method === 'GET' ? request.clone() : null;
  const answer = await fetch(request);
  if (!again || !kBusy.has(answer.status)) return answer;
  await new Promise((done) => setTimeout(done, kRetryAfterMs));
  return fetch(again);
}

interface Init {
  params?: Params & { header?: Record<string, string> };
  body?: unknown;
  /** Of a body that is no JSON. */
  bodySerializer?: (body: unknown) => string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A body that is no JSON: the text of a template. */
export const yaml = (text: string) => ({
  body: text as never,
  bodySerializer: (whole: unknown) => whole as string,
  headers: { 'Content-Type': 'application/yaml' },
});

/** Calls one path of the served description. The types are those of openapi-fetch; so little of it is needed that it is not in the bundle. */
async function call(method: string, path: string, init: Init = {}): Promise<Answer<unknown>> {
  const { params = {}, body, bodySerializer = JSON.stringify, signal = null } = init;
  const sent = body === undefined ? null : bodySerializer(body);
  const headers = {
    ...(sent === null ? {} : { 'Content-Type': 'application/json' }),
    ...params.header,
    ...init.headers,
    ...consoleHeader,
    // Another tab may have signed somebody else in since, with the cookie of all tabs: the server then answers 401.
    'X-Baton-User': encodeURIComponent(session.me?.name ?? ''),
    traceparent: `00-${hex(16)}-${hex(8)}-01`,
  };
  const response = await patient(new Request(addressOf(path, params), { method, headers, body: sent, signal }));
  const text = await response.text();
  if (response.ok) return { data: text ? JSON.parse(text) : undefined, response };
  const error = (() => {
    try {
      return JSON.parse(text) as { code?: string };
    } catch {
      return null;
    }
  })();
  // A password that is wrong is refused with 401 as well, and ends no session.
  if (response.status === 401 && error?.code !== 'sign_in_failed') session.expired();
  return { error, response };
}

type Calls = Pick<Client<paths>, 'GET' | 'POST' | 'PUT' | 'DELETE'>;
const by = (method: string) => (path: string, init?: Init) => call(method, path, init);
export const { GET, POST, PUT, DELETE } = {
  GET: by('GET'),
  POST: by('POST'),
  PUT: by('PUT'),
  DELETE: by('DELETE'),
} as unknown as Calls;

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws Problem for anything but success. */
export async function ask<T>(answer: Promise<Answer<T>>): Promise<T> {
  let came: Answer<T>;
  try {
    came = await answer;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Problem({});
  }
  const { data, error, response } = came;
  if (response.ok) return data as T;
  const body = typeof error === 'object' && error !== null ? error : {};
  throw new Problem({ status: response.status, title: response.statusText, ...body });
}

/** A page as plain text: health and metrics. */
export async function text(path: string, signal?: AbortSignal): Promise<string> {
  try {
    const answer = await fetch(path, { signal: signal ?? null });
    if (answer.status === 401) session.expired();
    if (!answer.ok && answer.status !== 503) throw new Problem({ status: answer.status, title: answer.statusText });
    return await answer.text();
  } catch (error) {
    if (isAbort(error) || error instanceof Problem) throw error;
    throw new Problem({});
  }
}

interface Page<T> {
  items: T[];
  next?: unknown;
}

/** Pages one after the other, until there are no more or `most` items have come; says whether that was all. */
export async function pages<T, C>(
  page: (cursor: C | undefined) => Promise<Page<T>>,
  most: number,
): Promise<{ items: T[]; whole: boolean }> {
  const items: T[] = [];
  let cursor: C | undefined;
  for (;;) {
    const part = await page(cursor);
    items.push(...part.items);
    cursor = (part.next ?? undefined) as C | undefined;
    if (cursor === undefined) return { items, whole: true };
    if (items.length >= most) return { items, whole: false };
  }
}

// A run of more rows is rare, and so many are enough to tell what it does.
const kJournalMost = 2000;

/** What happened to a run, oldest first. */
export async function journalOf(run: string, signal: AbortSignal): Promise<JournalRow[]> {
  const page = (after: number | undefined) => {
    const query = { limit: 500, ...(after === undefined ? {} : { after }) };
    return ask(GET('/api/v1/runs/{id}/journal', { params: { path: { id: run }, query }, signal }));
  };
  return (await pages<JournalRow, number>(page, kJournalMost)).items;
}
