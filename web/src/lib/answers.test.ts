import { describe, expect, it, vi } from 'vitest';

// The language is the browser's, and there is none here.
vi.stubGlobal('navigator', { language: 'en' });
const { whyFailed } = await import('./answers');

describe('why an attempt failed', () => {
  it('is told by who answered, with which status, and what it says in words', () => {
    expect(whyFailed('crm', 'http_422: HTTP 422: {"message":"no such address"}')).toBe('crm answered 422: no such address');
    expect(whyFailed('crm', 'HTTP 503')).toBe('crm answered 503.');
  });

  it('stands as it is where nothing was answered', () => {
    expect(whyFailed('crm', 'not done in time')).toBe('not done in time');
  });
});
