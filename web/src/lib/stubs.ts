import { vi } from 'vitest';

// What a page has of its browser, for tests, which run in Node.

/** Calls of the console name paths without an origin, which Node's own Request refuses. */
export function stubRequest(): void {
  const Real = Request;
  vi.stubGlobal(
    'Request',
    class extends Real {
      constructor(input: string | URL | Request, init?: RequestInit) {
        super(typeof input === 'string' ? new URL(input, 'http://console') : input, init);
      }
    },
  );
}

/** Stands for localStorage and sessionStorage. As in a browser, the keys that are kept are its own members. */
export class MemoryStorage {
  [key: string]: unknown;
  getItem(key: string) {
    return (this[key] as string | undefined) ?? null;
  }
  setItem(key: string, value: string) {
    this[key] = value;
  }
  removeItem(key: string) {
    delete this[key];
  }
}
