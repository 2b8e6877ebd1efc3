// How the server is, by the first word of what /readyz says.

export type Health = 'healthy' | 'degraded' | 'notReady';

export function healthOf(ready: string): Health {
  if (ready.startsWith('ok')) return 'healthy';
  return ready.startsWith('degraded') ? 'degraded' : 'notReady';
}

/** The status whose mark and colour it has. */
export const healthMark: Record<Health, string> = { healthy: 'succeeded', degraded: 'waiting', notReady: 'failed' };
