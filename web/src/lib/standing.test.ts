import { describe, expect, it, vi } from 'vitest';

// The language is the browser's, and there is none here.
vi.stubGlobal('navigator', { language: 'en' });
const { standingText } = await import('./standing');

describe('what there is to say of a run', () => {
  it('is that it waits for another run', () => {
    const now = { kind: 'run' as const, title: 'Build', who: 'run_7' };
    expect(standingText({ now_at: '', now })).toBe('Build · waits for the run run_7');
  });

  it('is that it waits for an event', () => {
    const now = { kind: 'event' as const, title: 'Build', who: 'site.built' };
    expect(standingText({ now_at: '', now })).toBe('Build · waits for site.built');
  });

  it('is who refused what, the cause before its code', () => {
    const now = { kind: 'failed' as const, step: 'ticket', title: 'Order it', code: 'http_401', connection: 'jira' };
    const text = 'Order it failed: jira refuses the credentials (401): Log in.';
    expect(standingText({ now_at: '', now: { ...now, cause: 'Log in.' } })).toBe(text);
    expect(standingText({ now_at: '', now: { ...now, cause: 'http_401: Log in.' } })).toBe(text);
    expect(standingText({ now_at: '', now: { ...now, code: 'timeout', cause: 'not done' } })).toBe('Order it failed: timeout not done');
  });
});
