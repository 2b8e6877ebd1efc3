import { describe, expect, it } from 'vitest';

import type { Finding } from '../../lib/api';
import { fixOf, placeOf } from './fix';

const text = 'steps:\n  legal:\n    needs: [brif]\n    set: { b: "${steps.brif.output.a}" }\n';
const finding = (more: Partial<Finding>): Finding => ({
  message: 'unknown step "brif" in needs',
  hint: 'did you mean "brief"?',
  line: 3,
  column: 13,
  length: 4,
  ...more,
});
const mended = (one: Finding) => {
  const fix = fixOf(one, text);
  return fix ? text.slice(0, fix.from) + fix.insert + text.slice(fix.to) : null;
};

describe('fixes', () => {
  it('know the place', () => {
    const place = placeOf(finding({}), text);
    expect(text.slice(place.from, place.to)).toBe('brif');
    const word = placeOf(finding({ line: 2, column: 3, length: undefined }), text);
    expect(text.slice(word.from, word.to)).toBe('legal');
    expect(placeOf(finding({ line: 99, column: 99 }), text).from).toBeLessThanOrEqual(text.length);
  });

  it('write what was meant', () => {
    expect(mended(finding({}))).toContain('needs: [brief]');
    expect(
      mended(finding({ message: 'there is no "brif" in steps', line: 4, column: 17, length: undefined })),
    ).toContain('steps.brief.output');
    expect(mended(finding({ hint: 'add "on: []"' }))).toBeNull();
    expect(mended(finding({ line: 1, column: 1 }))).toBeNull();
  });
});
