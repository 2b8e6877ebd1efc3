import { t } from '../../lib/i18n.svelte';
import { prefs } from '../../lib/prefs.svelte';
import { format } from '../../lib/time';

// The days of business calendars as people read them: days are written without a zone, and none is read into them.

const written = (at: Date, options: Intl.DateTimeFormatOptions) =>
  format({ language: prefs.language, zone: 'UTC' }, { weekday: 'long', ...options }).format(at);

/** "Thursday 24 December", with the year or without it. */
export const dayText = (day: string, year: boolean): string =>
  written(new Date(`${day.slice(0, 10)}T00:00:00Z`), {
    day: 'numeric',
    month: 'long',
    ...(year ? { year: 'numeric' } : {}),
  });

/** The name of a day of the week; 0 is Monday. The 5th of January 2026 was one. */
export const weekdayText = (index: number): string => written(new Date(Date.UTC(2026, 0, 5 + index)), {});

/** The hours of a day, or that it has none. */
export const hoursText = (hours: string[]): string => hours.join(', ') || t.calendars.closed;
