import type { Connection } from '../../lib/api';
import { t } from '../../lib/i18n.svelte';

/** How a connection stands, in the words and colours of statuses; a lower rank is worse. */
export interface Standing {
  s: 'failed' | 'waiting' | 'succeeded' | 'pending';
  word: 'faulty' | 'held' | 'paused' | 'pollFails' | 'attemptsFail' | 'ready' | 'notSetUp';
  reason: string;
  rank: number;
}

export function standingOf(connection: Connection): Standing {
  const lanes = connection.lanes ?? [];
  const held = lanes.find((lane) => lane.state === 'held');
  const paused = lanes.find((lane) => lane.state === 'paused');
  if (connection.faulty)
    return { s: 'failed', word: 'faulty', reason: connection.reason || connection.hook_reason || '', rank: 0 };
  if (held) return { s: 'failed', word: 'held', reason: held.reason, rank: 1 };
  if (paused) return { s: 'waiting', word: 'paused', reason: paused.reason, rank: 2 };
  const poll = connection.polls?.find((one) => one.failures > 0);
  if (poll) return { s: 'waiting', word: 'pollFails', reason: `${poll.name}: ${poll.error}`, rank: 2 };
  const recent = connection.recent_attempts;
  if (connection.state === 'ready' && recent?.mostly_failed) {
    const reason = t.connections.attemptsFailed(recent.failed, recent.count, recent.reason ?? '');
    return { s: 'waiting', word: 'attemptsFail', reason, rank: 2 };
  }
  const works = connection.state === 'ready' || connection.listening;
  if (works) return { s: 'succeeded', word: 'ready', reason: '', rank: 3 };
  return { s: 'pending', word: 'notSetUp', reason: connection.reason || connection.hook_reason || '', rank: 4 };
}
