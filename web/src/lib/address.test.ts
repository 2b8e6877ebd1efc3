import { describe, expect, it } from 'vitest';

import { addressOf } from './address';

describe('the address of a call', () => {
  it('has each value where it belongs, and nothing of it is read as a part of the address', () => {
    expect(addressOf('/api/v1/templates/{name}/versions', { path: { name: 'a/b ?' } })).toBe(
      '/api/v1/templates/a%2Fb%20%3F/versions',
    );
    expect(addressOf('/api/v1/runs', { query: { q: 'late:>50% a&b', limit: 5 } })).toBe(
      '/api/v1/runs?q=late%3A%3E50%25%20a%26b&limit=5',
    );
  });

  it('leaves out what is not given, and keeps what is nothing', () => {
    expect(addressOf('/api/v1/runs', { query: { cursor: undefined, status: null } })).toBe('/api/v1/runs');
    expect(addressOf('/api/v1/facts', { query: { key: '', limit: 0, mine: false } })).toBe(
      '/api/v1/facts?key=&limit=0&mine=false',
    );
    expect(addressOf('/api/v1/runs', { query: { id: ['a', 'b'] } })).toBe('/api/v1/runs?id=a&id=b');
  });
});
