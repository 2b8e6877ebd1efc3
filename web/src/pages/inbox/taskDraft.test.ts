import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { session } from '../../lib/session.svelte';
import { MemoryStorage } from '../../lib/stubs';
import { draftOf, dropDraft, keepDraft, keepNote, noteOf } from './taskDraft';

const signIn = (name: string) => (session.me = { name, role: 'approver', groups: [], may: ['read', 'decide'] });

beforeEach(() => {
  vi.stubGlobal('sessionStorage', new MemoryStorage());
  signIn('ada');
});
afterEach(() => {
  session.me = null;
  vi.unstubAllGlobals();
});

it('what is written in a form outlives a session that ends, with the comment', () => {
  keepDraft('run_1.check', { texts: { colour: 'red' }, comment: 'As on the phone.', saved: 1 });
  session.me = null;
  signIn('ada');
  expect(draftOf('run_1.check')).toEqual({ texts: { colour: 'red' }, comment: 'As on the phone.', saved: 1 });
  dropDraft('run_1.check');
  expect(draftOf('run_1.check')).toBeNull();
});

it('a note is kept until it is sent or emptied, beside the form of the same step', () => {
  keepNote('run_1.check', 'Too much.');
  expect([noteOf('run_1.check'), draftOf('run_1.check')]).toEqual(['Too much.', null]);
  keepNote('run_1.check', '');
  expect(noteOf('run_1.check')).toBe('');
});

it('another person does not see it', () => {
  keepNote('run_1.check', 'Too much.');
  signIn('grace');
  expect(noteOf('run_1.check')).toBe('');
});

it('a browser that keeps nothing has the form without', () => {
  vi.stubGlobal('sessionStorage', undefined);
  keepNote('run_1.check', 'Too much.');
  expect([noteOf('run_1.check'), draftOf('run_1.check')]).toEqual(['', null]);
});
