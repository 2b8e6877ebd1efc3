import { describe, expect, it } from 'vitest';

import type { RunDetail, Step } from './api';
import { causeOf, readError } from './cause';
import { outline } from './outline';

const { steps: outlines } = outline(
  'steps:\n  a: { do: x.y }\n  b: { needs: a, set: {} }\n  c: { approve: { by: { group: g } } }\n',
);

const step = (name: string, status: string, more: Partial<Step> = {}): Step =>
  ({ name, verb: 'do', title: name, status, attempt: 1, due: null, reason: '', ...more }) as Step;
const run = (status: string, steps: Step[], more: Partial<RunDetail> = {}): RunDetail =>
  ({ status, steps, failing: false, reason: '', ...more }) as RunDetail;

describe('errors', () => {
  it('are told by status and words', () => {
    expect(readError('http_401: HTTP 401: {"message":"Not allowed.","status":"error"}')).toEqual({
      status: '401',
      said: 'Not allowed.',
    });
    expect(readError('HTTP 503: busy')).toEqual({ status: '503', said: 'busy' });
    expect(readError('HTTP 500')).toEqual({ status: '500', said: '' });
    expect(readError('it timed out')).toEqual({ status: '', said: '' });
  });
});

describe('what a run stands still for', () => {
  it('is the failure, also while another branch waits', () => {
    const made = causeOf(
      run('waiting', [step('a', 'failed'), step('b', 'blocked'), step('c', 'waiting', { verb: 'approve' })], {
        failing: true,
      }),
      undefined,
      outlines,
    );
    expect(made).toMatchObject({ kind: 'failed', status: 'failed', blocked: ['b'] });
    expect(made?.going.map((each) => each.name)).toEqual(['c']);
  });

  it('is not a failure that the template forgives', () => {
    const made = causeOf(
      run('waiting', [step('a', 'failed'), step('c', 'waiting', { verb: 'approve' })]),
      undefined,
      outlines,
    );
    expect(made?.kind).toBe('approval');
  });

  it('tells an attempt that is due from one that is held or under way', () => {
    expect(causeOf(run('running', [step('a', 'running', { due: 'x' })]), undefined, outlines)?.kind).toBe('retrying');
    expect(causeOf(run('running', [step('a', 'running', { lane: {} as Step['lane'] })]), undefined, outlines)?.kind).toBe('held');
    expect(causeOf(run('running', [step('a', 'running')]), undefined, outlines)).toBeNull();
  });

  it('asks a person before anything else', () => {
    const made = causeOf(
      run('running', [step('a', 'failed'), step('b', 'unknown')], { failing: true }),
      undefined,
      outlines,
    );
    expect(made).toMatchObject({ kind: 'unknown_person', status: 'unknown' });
  });

  it('is nothing of a run that succeeded, and the run itself when no step began', () => {
    expect(causeOf(run('succeeded', []), undefined, outlines)).toBeNull();
    expect(causeOf(run('failed', [step('a', 'pending')]), undefined, outlines)?.kind).toBe('failed_early');
    expect(causeOf(run('cancelled', []), undefined, outlines)?.kind).toBe('cancelled');
  });

  it('is the work of people, of another run, or of many items', () => {
    const kind = (waiting: Step, status = 'waiting') => causeOf(run(status, [waiting]), undefined, outlines)?.kind;
    expect(kind(step('a', 'waiting', { verb: 'task' }))).toBe('task');
    expect(kind(step('a', 'waiting', { verb: 'run' }))).toBe('child');
    const items = { total: 3, begun: 2, under_way: 1, succeeded: 1, failed: 0, of: [] };
    expect(kind(step('a', 'waiting', { verb: 'approve', items }))).toBe('items');
    const undone = step('a', 'succeeded', {
      undo: { status: 'failed', attempt: 2, reason: 'it is locked', since: 'x', attempts: [] },
    });
    expect(kind(undone, 'paused')).toBe('undo_failed');
    const why = { run: '', status: 'waiting' as const, because: '', steps: [], slot: { key: 'k', limit: 1, position: 2, holders: [] } };
    expect(causeOf(run('waiting', [step('a', 'pending')]), why, outlines)?.kind).toBe('slot');
  });

  it('is an undoing of which nobody knows whether it happened, with what is said of the undoing', () => {
    const undo = { status: 'unknown' as const, attempt: 1, reason: 'no answer', since: 'x', attempts: [] };
    const steps = [step('a', 'succeeded', { undo }), step('b', 'failed')];
    const told = (next?: string) => ({
      run: '',
      status: 'waiting' as const,
      because: '',
      steps: [{ step: 'a.undo', status: 'unknown' as const, because: 'no answer', ...(next ? { next } : {}) }],
    });
    const waiting = run('waiting', steps, { failing: true });
    expect(causeOf(waiting, told(), outlines)).toMatchObject({ kind: 'unknown_person', undo: true, step: { name: 'a' }, why: { step: 'a.undo' } });
    expect(causeOf(run('waiting', steps), told('2026-05-04T10:00:00Z'), outlines)).toMatchObject({ kind: 'unknown_looks', undo: true });
  });
});
