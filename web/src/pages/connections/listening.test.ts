import { describe, expect, it, vi } from 'vitest';

// The language is the browser's, and there is none here.
vi.stubGlobal('navigator', { language: 'en' });
const { having, listeningWords } = await import('./listening');

const asana = {
  name: 'asana',
  title: 'Asana',
  auth: [],
  operations: [{ name: 'create_task', title: 'Create a task.' }],
  scheme: 'asana',
  polls: ['comments', 'open_tasks'],
  connections: [],
};
const now = { ...asana, name: 'servicenow', title: 'ServiceNow', operations: [], scheme: 'basic', polls: [] };

describe('by what a connector listens', () => {
  it('is told in words, not by the name of a scheme', () => {
    expect(listeningWords(asana)).toBe('webhooks, signed; asks for comments, open tasks');
    expect(listeningWords(now)).toBe('webhooks, by user and password');
    expect(listeningWords({ scheme: '', polls: [] })).toBe('');
  });
});

describe('a connector', () => {
  it('is found by its names and by what it can do', () => {
    const found = (text: string) => having([asana, now], text).map((each) => each.name);
    expect(found('')).toEqual(['asana', 'servicenow']);
    expect(found('service')).toEqual(['servicenow']);
    expect(found('create ASANA')).toEqual(['asana']);
    expect(found('create servicenow')).toEqual([]);
  });
});
