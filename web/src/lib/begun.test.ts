import { describe, expect, it } from 'vitest';

import type { Step } from './api';
import { begunBy } from './begun';

const child = (run: string, detached = false) => ({ run, workflow: `of-${run}`, version: 1, detached });
const step = (title: string, status: string, more: object) => ({ name: title, title, status, ...more }) as unknown as Step;

describe('the runs that are cancelled with a run', () => {
  const steps = [
    step('Site', 'running', { child: child('run_a') }),
    step('Shop', 'succeeded', { child: child('run_b') }),
    step('Mail', 'running', { child: child('run_c', true) }),
    step('Briefs', 'running', {
      items: { of: [{ index: 'fr', status: 'running', child: child('run_d') }, { index: 'de', status: 'failed', child: child('run_e') }, { index: 'it', status: 'running' }] },
    }),
  ];

  it('were begun by steps and items of such a status, and do not go on by themselves', () => {
    expect(begunBy(steps, ['running'])).toEqual([
      { run: 'run_a', workflow: 'of-run_a', title: 'Site' },
      { run: 'run_d', workflow: 'of-run_d', title: 'Briefs, fr' },
    ]);
  });
});
