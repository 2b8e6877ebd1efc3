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
});
