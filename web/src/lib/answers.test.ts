import { describe, expect, it, vi } from 'vitest';

// The language is the browser's, and there is none here.
vi.stubGlobal('navigator', { language: 'en' });
const { ended, whyFailed } = await import('./answers');

describe('why an attempt failed', () => {
  it('is told by who answered, with which status, and what it says in words', () => {
    expect(whyFailed('crm', 'http_422: HTTP 422: {"message":"no such address"}')).toBe('crm answered 422: no such address');
    expect(whyFailed('crm', 'HTTP 503')).toBe('crm answered 503.');
  });

  it('names the cause before its number where the credentials are refused', () => {
    expect(whyFailed('jira-prod', 'http_401: HTTP 401: {"message":"Log in."}', 'Jira')).toBe('Jira refuses the credentials (401): Log in.');
    expect(whyFailed('jira', 'http_401: Client must be authenticated.')).toBe('jira refuses the credentials (401): Client must be authenticated.');
    expect(whyFailed('jira', 'http_403')).toBe('jira does not allow it (403).');
    expect(whyFailed('jira', 'http_404: no such project')).toBe('jira answered 404: no such project');
  });

  it('is ended where another sentence follows', () => {
    expect(['score > 80 (41)', 'Log in.', ''].map(ended)).toEqual(['score > 80 (41).', 'Log in.', '']);
  });

  it('stands as it is where nothing was answered', () => {
    expect(whyFailed('crm', 'not done in time')).toBe('not done in time');
  });
});
