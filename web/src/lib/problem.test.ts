import { describe, expect, it } from 'vitest';

import { Problem } from './api';

describe('what a problem tells', () => {
  it('is not told twice', () => {
    const error = { pointer: '/to', message: 'member "to" is not known here', hint: 'did you mean "do"?' };
    const problem = new Problem({ status: 400, detail: 'member "to" is not known here; did you mean "do"?', errors: [error] });
    expect(problem.untold).toEqual([]);
  });

  it('is each mistake that its detail leaves out', () => {
    const errors = [
      { pointer: '/a', message: 'expected a number' },
      { pointer: '/b', message: 'expected a text' },
    ];
    const problem = new Problem({ status: 400, detail: '2 fields to correct', errors });
    expect(problem.untold).toEqual(errors);
  });
});
