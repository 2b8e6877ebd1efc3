import type { Role } from './api';

// Who is signed in. For now by an access token that this tab keeps until it is closed; everything that knows of that is in this
// file, so that a session cookie takes its place without a change elsewhere.

const kStore = 'baton.token';

export interface Me {
  role: Role;
}

class Session {
  #token = $state(read());
  me = $state.raw<Me | null>(null);
  /** The server has refused the token that was good before. */
  ended = $state(false);

  get signedIn(): boolean {
    return this.#token !== '';
  }

  headers(): Record<string, string> {
    const own = { 'X-Baton-Console': '1' };
    return this.#token ? { ...own, Authorization: `Bearer ${this.#token}` } : own;
  }

  /** Takes the token when the server takes it; else says what the server answered. */
  async signIn(token: string): Promise<Response> {
    const answer = await fetch('/api/v1/system', { headers: { Authorization: `Bearer ${token}` } });
    if (answer.ok) {
      this.#token = token;
      this.ended = false;
      write(token);
      await this.learnRole();
    }
    return answer;
  }

  signOut(): void {
    this.#token = '';
    this.me = null;
    this.ended = false;
    write('');
  }

  expired(): void {
    if (!this.#token) return;
    this.signOut();
    this.ended = true;
  }

  /** Which role the token has. No call of the server says it: the refusal to list tokens names it. */
  async learnRole(): Promise<void> {
    if (!this.#token) return;
    const headers = this.headers();
    const tokens = await fetch('/api/v1/tokens', { headers });
    if (tokens.status === 401) return this.expired();
    if (tokens.ok) {
      this.me = { role: 'admin' };
      return;
    }
    const { detail = '' } = (await tokens.json().catch(() => ({}))) as { detail?: string };
    const role = /the role (\w+) may not/.exec(detail)?.[1] ?? 'viewer';
    this.me = { role: role as Role };
  }

  get mayOperate(): boolean {
    return this.me?.role === 'admin' || this.me?.role === 'operator';
  }

  get mayAdmin(): boolean {
    return this.me?.role === 'admin';
  }
}

function read(): string {
  try {
    return sessionStorage.getItem(kStore) ?? '';
  } catch {
    return '';
  }
}

function write(token: string): void {
  try {
    if (token) sessionStorage.setItem(kStore, token);
    else sessionStorage.removeItem(kStore);
  } catch {
    // A browser that keeps nothing asks again after a reload.
  }
}

export const session = new Session();
