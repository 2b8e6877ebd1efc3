import { dropSent } from './copies';

// Who is signed in. A cookie that no script can read says it to the server with every call; what it stands for is asked once.

export type May = 'read' | 'send' | 'decide' | 'operate' | 'edit' | 'admin';

export interface Me {
  name: string;
  title?: string;
  role: string;
  groups: string[];
  may: May[];
  has_password?: boolean;
}

/** By what somebody signs in. */
export type Proof =
  | { user: string; password: string }
  | { token: string }
  | { code: string; user?: string; password?: string };

/** A one-time link. It asks for a password, and for a name too when it makes the first admin; a link that only signs in asks whether to. */
export interface Invitation {
  code: string;
  purpose: 'first_admin' | 'password' | 'sign_in';
  user: string;
}

/** Why nobody is signed in. A refusal has the code that the server gives, and how many seconds to wait if it says so. */
export interface Refusal {
  code: string;
  detail: string;
  /** The part of the form that is wrong: `password`. */
  at: string;
  seconds: number;
}

/** What no page of another site can send along: without it a session changes nothing. */
export const consoleHeader = { 'X-Baton-Console': '1' };

async function call(method: string, path: string, body?: object): Promise<Response> {
  const headers: Record<string, string> = body ? { ...consoleHeader, 'Content-Type': 'application/json' } : consoleHeader;
  return fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
}

/** The one-time code of a link, `#code=…`. It is taken out of the address, so that it is in no history and in no copied link. */
function takeCode(): string {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1] ?? '';
  if (code) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

class Session {
  me = $state.raw<Me | null>(null);
  /** Somebody was signed in and is not any more. */
  ended = $state(false);
  invitation = $state.raw<Invitation | null>(null);
  refusal = $state.raw<Refusal | null>(null);

  /** Whose session has ended. */
  #was = '';

  /** What is still to be done for who signs out. */
  beforeSignOut: (() => Promise<void>) | undefined;

  get signedIn(): boolean {
    return this.me !== null;
  }

  /** Follows the link by which the page was opened, or finds out who is signed in. */
  async start(): Promise<void> {
    // In a page that is open already, such a link changes no more than what is behind the #.
    addEventListener('hashchange', () => void this.#follow(takeCode()));
    await this.#follow(takeCode());
    if (this.invitation || this.refusal || this.me) return;
    const answer = await call('GET', '/api/v1/me').catch(() => null);
    if (answer?.ok) this.#take((await answer.json()) as Me);
    else if (answer?.status !== 401) await this.#refused(answer);
  }

  /** True when it has worked; else `refusal` says why not. */
  async signIn(proof: Proof): Promise<boolean> {
    const answer = await call('POST', '/api/v1/session', proof).catch(() => null);
    if (!answer?.ok) return this.#refused(answer);
    this.#take((await answer.json()) as Me);
    return true;
  }

  /** Where the server was not reached, the session goes on: `refusal` says so. Of drafts only those stay that the server has not got. */
  async signOut(): Promise<void> {
    await this.beforeSignOut?.();
    dropSent(this.me?.name ?? '');
    this.me = null;
    this.ended = false;
    const answer = await call('DELETE', '/api/v1/session').catch(() => null);
    if (!answer?.ok) await this.#refused(answer);
  }

  /** The server does not know the session any more. */
  expired(): void {
    if (!this.me) return;
    this.#was = this.me.name;
    this.me = null;
    this.ended = true;
  }

  /** Goes on where the same person has signed in meanwhile, in another tab. */
  async look(): Promise<void> {
    if (this.me || !this.ended || this.invitation) return;
    const answer = await call('GET', '/api/v1/me').catch(() => null);
    if (!answer?.ok) return;
    const me = (await answer.json()) as Me;
    if (me.name === this.#was && !this.me && this.ended) this.#take(me);
  }

  may(what: May): boolean {
    return this.me?.may.includes(what) ?? false;
  }

  get mayOperate(): boolean {
    return this.may('operate');
  }

  get mayAdmin(): boolean {
    return this.may('admin');
  }

  async #follow(code: string): Promise<void> {
    if (!code) return;
    this.me = this.invitation = this.refusal = null;
    const answer = await call('POST', '/api/v1/session/code', { code }).catch(() => null);
    if (!answer?.ok) {
      await this.#refused(answer);
      return;
    }
    const { purpose, user } = (await answer.json()) as Omit<Invitation, 'code'>;
    this.invitation = { code, purpose, user };
  }

  #take(me: Me): void {
    this.me = me;
    this.beforeSignOut = undefined;
    this.ended = false;
    this.invitation = null;
    this.refusal = null;
  }

  async #refused(answer: Response | null): Promise<false> {
    interface Body {
      code?: string;
      detail?: string;
      errors?: { pointer?: string; message?: string }[];
    }
    const { code, detail, errors } = ((await answer?.json().catch(() => null)) ?? {}) as Body;
    this.refusal = {
      code: code ?? 'unreachable',
      detail: errors?.[0]?.message ?? detail ?? '',
      at: errors?.[0]?.pointer?.slice(1) ?? '',
      seconds: Number(answer?.headers.get('Retry-After') ?? 0),
    };
    return false;
  }
}

export const session = new Session();
