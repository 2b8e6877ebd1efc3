import type { Connection, Run } from '../../lib/api';
import { at, fromNow } from '../../lib/clock.svelte';
import { pathOf, type Waiting } from '../../lib/entries';
import { t } from '../../lib/i18n.svelte';
import type { Entry } from '../../lib/inbox';
import { segment } from '../../lib/router.svelte';
import { standingText } from '../../lib/standing';
import { attemptsFailed } from '../connections/standing';

/** Something that needs a person: what, why, since or until when, and where to go. */
export interface Need {
  key: string;
  s: string;
  title: string;
  why: string;
  word: string;
  href: string;
  button: string;
  /** How many things it tells of, where it is not one. */
  things?: number;
  /** There are more of these things than were counted. */
  more?: boolean;
}

/** How many things need somebody. */
export const thingsIn = (needs: Need[]): number => needs.reduce((sum, each) => sum + (each.things ?? 1), 0);

export interface Found {
  connections: Connection[];
  failed: Run[];
  unknown: Run[];
  inbox: Waiting;
  parked: number;
}

// More approvals and tasks than these are told in one line.
const kEntries = 2;

function ofConnection(each: Connection): Need {
  const lane = each.lanes?.find((one) => one.state === 'held');
  const failedAt = each.faulty || lane ? '' : (each.recent_attempts?.failed_at ?? '');
  const waiting = lane && lane.waiting > 0 ? t.overview.waitingActions(lane.waiting) : '';
  return {
    key: `c ${each.name}`,
    s: 'failed',
    title: each.faulty
      ? t.overview.connectionFaulty(each.name)
      : lane
        ? t.overview.lane.held(each.name)
        : t.overview.attemptsFail(each.name),
    why: [each.reason || lane?.reason || each.hook_reason || (lane ? '' : attemptsFailed(each)), waiting].filter(Boolean).join('. '),
    word: lane ? t.time.since(at(lane.since)) : failedAt ? t.time.since(at(failedAt)) : '',
    href: `/connections/${segment(each.name)}`,
    button: t.overview.openConnection(each.name),
  };
}

function ofWorkflow(workflow: string, runs: Run[]): Need {
  const newest = runs[0] as Run;
  const one = runs.length === 1;
  const connection = newest.now?.connection ?? '';
  const on = runs.every((run) => run.now?.connection === connection) ? connection : '';
  return {
    key: `f ${workflow}`,
    s: 'failed',
    title: on ? t.overview.failedOn(runs.length, workflow, on) : t.overview.failedRuns(runs.length, workflow),
    // The cause first: a long title would leave no place for it.
    why: [standingText(newest), newest.title].filter(Boolean).join(' · '),
    word: t.time.since(at((runs.at(-1) as Run).updated_at)),
    href: one ? `/runs/${newest.id}` : `/runs?q=${segment(`status:failed template:${workflow}`)}`,
    button: one ? t.overview.openRun : t.overview.openRuns(runs.length),
  };
}

const ofUnknown = (run: Run): Need => ({
  key: `u ${run.id}`,
  s: 'unknown',
  title: t.overview.unknownRuns,
  why: `${run.title} · ${t.overview.unknownWhy}`,
  word: '',
  href: `/runs/${run.id}`,
  button: t.overview.openStep,
});

const ofEntry = (each: Entry): Need => ({
  key: `e ${each.id}`,
  s: 'waiting',
  title: each.title,
  why: each.kind === 'task' ? t.overview.taskOf(each.workflow) : t.inbox.approval(each.workflow),
  word: each.due ? t.overview.due(fromNow(each.due)) : '',
  href: pathOf(each),
  button: each.kind === 'task' ? t.overview.openTask : t.overview.openRequest,
});

function ofMoreEntries(rest: Entry[], whole: boolean): Need[] {
  if (rest.length === 0) return [];
  return [
    {
      key: 'e more',
      s: 'waiting',
      title: t.overview.more(rest.length, !whole),
      why: rest
        .slice(0, 4)
        .map((each) => each.title)
        .join(' · '),
      word: '',
      href: '/inbox',
      button: t.overview.openInbox,
      things: rest.length,
      more: !whole,
    },
  ];
}

function ofParked(parked: number): Need[] {
  if (parked === 0) return [];
  return [
    {
      key: 'p',
      s: 'failed',
      title: t.overview.parked(parked),
      why: t.overview.parkedWhy,
      word: '',
      href: '/events?kind=parked',
      button: t.overview.openParked,
    },
  ];
}

/** The failed runs by their workflow, in the order in which the workflows come first. */
function byWorkflow(failed: Run[]): Map<string, Run[]> {
  const found = new Map<string, Run[]>();
  for (const run of failed) found.set(run.workflow, [...(found.get(run.workflow) ?? []), run]);
  return found;
}

/** What needs somebody, the worst first. */
export function needsOf(found: Found): Need[] {
  return [
    ...found.connections.map(ofConnection),
    ...[...byWorkflow(found.failed)].map(([workflow, runs]) => ofWorkflow(workflow, runs)),
    ...found.unknown.map(ofUnknown),
    ...found.inbox.items.slice(0, kEntries).map(ofEntry),
    ...ofMoreEntries(found.inbox.items.slice(kEntries), found.inbox.whole),
    ...ofParked(found.parked),
  ];
}
