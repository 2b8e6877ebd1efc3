import type { Connection } from '../../lib/api';
import { ended, whyFailed } from '../../lib/answers';
import { t } from '../../lib/i18n.svelte';
import { mostlyFails } from '../../lib/summary.svelte';

/** How a connection stands, in the words and colours of statuses; a lower rank is worse. */
export interface Standing {
  s: 'failed' | 'waiting' | 'succeeded' | 'pending';
  word: 'faulty' | 'held' | 'paused' | 'pollFails' | 'attemptsFail' | 'ready' | 'notSetUp';
  reason: string;
  rank: number;
}

/** Of a connection whose last attempts failed: why, then how many. */
export function attemptsFailed(connection: Connection): string {
  const recent = connection.recent_attempts;
  const { name, title, connector } = connection;
  const why = whyFailed(name, recent?.reason ?? '', title || connector);
  return t.connections.attemptsFailed(recent?.failed ?? 0, recent?.count ?? 0, ended(why));
}

export function standingOf(connection: Connection): Standing {
  const lanes = connection.lanes ?? [];
  const held = lanes.find((lane) => lane.state === 'held');
  const paused = lanes.find((lane) => lane.state === 'paused');
  if (connection.faulty)
    return { s: 'failed', word: 'faulty', reason: connection.reason || connection.hook_reason || '', rank: 0 };
  if (held) return { s: 'failed', word: 'held', reason: held.reason, rank: 1 };
  if (paused) return { s: 'waiting', word: 'paused', reason: paused.reason, rank: 2 };
  if (mostlyFails(connection))
    return { s: 'failed', word: 'attemptsFail', reason: attemptsFailed(connection), rank: 1 };
  const poll = connection.polls?.find((one) => one.failures > 0);
  if (poll) return { s: 'waiting', word: 'pollFails', reason: `${poll.name}: ${poll.error}`, rank: 2 };
  const works = connection.state === 'ready' || connection.listening;
  if (works) return { s: 'succeeded', word: 'ready', reason: '', rank: 3 };
  return { s: 'pending', word: 'notSetUp', reason: connection.reason || connection.hook_reason || '', rank: 4 };
}
