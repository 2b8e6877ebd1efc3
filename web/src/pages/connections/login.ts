import { ask, POST } from '../../lib/api';

// Logging in at the vendor of a connection: a page there sends the browser back to one of ours, in the same tab. Meanwhile the tab
// remembers which log-in that will end, so that a link from elsewhere ends none.

export interface Begun {
  connection: string;
  login: string;
}

const kStore = 'baton.login';

/** The page to which the vendor sends the browser back. The vendor has to know it. */
export const kBack = '/login/callback';
export const backAt = (): string => location.origin + kBack;

/** Begins a log-in, and says which page of the vendor to open. */
export async function begin(connection: string): Promise<string> {
  const body = { redirect_uri: backAt() };
  const { id, url } = await ask(POST('/api/v1/connections/{connection}/login', { params: { path: { connection } }, body }));
  sessionStorage.setItem(kStore, JSON.stringify({ connection, login: id } satisfies Begun));
  return url;
}

function isBegun(kept: unknown): kept is Begun {
  if (typeof kept !== 'object' || kept === null) return false;
  const { connection, login } = kept as Record<string, unknown>;
  return typeof connection === 'string' && typeof login === 'string';
}

/** The log-in that this tab has begun. It is removed as it is read, since it can be ended only once. Null if what is kept is incomplete. */
export function takeBegun(): Begun | null {
  try {
    const kept = sessionStorage.getItem(kStore);
    sessionStorage.removeItem(kStore);
    const begun: unknown = JSON.parse(kept ?? 'null');
    return isBegun(begun) ? begun : null;
  } catch {
    return null;
  }
}

/** Ends it with what the vendor has sent back. The server stores the token. */
export async function end({ connection, login }: Begun, query: URLSearchParams): Promise<void> {
  const body = { code: query.get('code') ?? '', state: query.get('state') ?? '' };
  await ask(POST('/api/v1/connections/{connection}/login/{login}', { params: { path: { connection, login } }, body }));
}
