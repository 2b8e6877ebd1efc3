import { describe, expect, it, vi } from 'vitest';

import { duration, moment, parseDuration, type TimeStyle } from './time';

const units = { d: 'd', h: 'h', min: 'min', s: 's', ms: 'ms', tomorrow: 'tomorrow', yesterday: 'yesterday' };
const style: TimeStyle = { language: 'en', zone: 'UTC', units };
const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('lengths of time', () => {
  it.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [350, '350 ms'],
    [999.6, '1 s'],
    [1234, '1.2 s'],
    [52_000, '52 s'],
    [250_000, '4 min 10 s'],
    [3_600_000, '1 h'],
    [5_880_000, '1 h 38 min'],
    [190_800_000, '2 d 5 h'],
    [-5, '0 ms'],
  ])('%d ms is %s', (ms, text) => expect(plain(duration(ms, units))).toBe(text));

  it('reads what the language of templates writes', () => {
    expect(parseDuration('1h30m')).toBe(5_400_000);
    expect(parseDuration('2w')).toBe(1_209_600_000);
    expect(parseDuration('500ms')).toBe(500);
    expect(parseDuration('soon')).toBeNull();
  });
});

describe('moments', () => {
  const now = new Date('2026-11-26T14:22:00Z');
  it.each([
    ['2026-11-26T09:05:00Z', '09:05'],
    ['2026-11-27T06:00:00Z', 'tomorrow 06:00'],
    ['2026-11-25T23:59:00Z', 'yesterday 23:59'],
    ['2026-11-23T09:12:00Z', 'Mon 09:12'],
    ['2026-10-01T09:12:00Z', '1 Oct 09:12'],
    ['2025-10-01T09:12:00Z', '1 Oct 2025 09:12'],
  ])('%s is %s', (at, text) => expect(moment(new Date(at), now, style)).toBe(text));

  // In New York it is still 2025 when it is 2026 in UTC. Formats are kept by language and zone: nothing else here is in French.
  it('have the year of the zone in which they are read', () => {
    class InNewYork extends Intl.DateTimeFormat {
      constructor(language: string, options: Intl.DateTimeFormatOptions) {
        super(language, { timeZone: 'America/New_York', ...options });
      }
    }
    vi.stubGlobal('Intl', { DateTimeFormat: InNewYork });
    const local: TimeStyle = { ...style, language: 'fr', zone: 'local' };
    const inSummer = (at: string) => moment(new Date(at), new Date('2026-07-01T12:00:00Z'), local);
    const [eve, morning] = ['2026-01-01T02:00:00Z', '2026-01-01T06:00:00Z'].map(inSummer);
    vi.unstubAllGlobals();
    expect(eve).toMatch(/^31 .*2025/);
    expect(morning).not.toContain('2026');
  });
});
