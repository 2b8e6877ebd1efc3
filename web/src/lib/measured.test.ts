import { describe, expect, it, vi } from 'vitest';

// The language is the browser's, and there is none here.
vi.stubGlobal('navigator', { language: 'en' });
const { digitsOf, measured } = await import('./measured');

describe('what a KPI measures', () => {
  it('keeps the digits that tell values apart', () => {
    expect([0, 1234, 12.34, 1.234, 0.01234, -0.5, 1e-12].map(digitsOf)).toEqual([0, 0, 1, 2, 4, 3, 6]);
  });

  it('has its unit', () => {
    expect(measured(97, 'percent')).toBe('97 %');
    expect(measured(1234, 'EUR')).toBe('1\u202f234 EUR');
    expect(measured(4.25)).toBe('4.25');
  });

  it('is a length of time where the unit is one', () => {
    expect(measured(2, 'hours')).toBe(measured(120, 'minutes'));
    expect(measured(2, 'hours')).not.toContain('hours');
  });
});
