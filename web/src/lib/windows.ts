// What a key of a window or of a threshold has, and what it still lacks, from what the server tells of it.

export interface WindowKey {
  key: string;
  because: string;
  events?: { come?: number; needed?: number };
  distinct?: Record<string, { come?: (string | number | boolean)[]; needed?: number }>;
  come?: number;
  needed?: number;
  value?: number;
  bound?: number;
  rests_until?: string;
  fires_at?: string;
}

export interface WindowOf {
  window: string;
  kind: 'count' | 'sequence' | 'threshold';
  line: number;
  waits_for: string;
  keys: WindowKey[];
  next: string | null;
}

/** A thing that is counted: events, steps of a sequence, or different values by their name. */
export interface Part {
  /** Empty for events. */
  name: string;
  come: number;
  needed: number;
  values: string[];
}

export type Standing =
  | { is: 'rests'; until: string }
  | { is: 'fires'; at: string }
  | { is: 'counts'; parts: Part[] }
  | { is: 'measures'; value: number; bound: number }
  /** Of a threshold: too few events to say what it is, or what is usual. */
  | { is: 'few' };

export function standingOf(kind: WindowOf['kind'], key: WindowKey): Standing {
  if (key.rests_until) return { is: 'rests', until: key.rests_until };
  if (key.fires_at) return { is: 'fires', at: key.fires_at };
  if (kind === 'threshold')
    return key.value === undefined || key.bound === undefined
      ? { is: 'few' }
      : { is: 'measures', value: key.value, bound: key.bound };
  const part = (name: string, come = 0, needed = 0, values: string[] = []): Part => ({ name, come, needed, values });
  const parts = [
    ...(key.events ? [part('', key.events.come, key.events.needed)] : []),
    ...(key.needed === undefined ? [] : [part('', key.come, key.needed)]),
    ...Object.entries(key.distinct ?? {}).map(([name, of]) =>
      part(name, of.come?.length ?? 0, of.needed ?? 0, (of.come ?? []).map(String)),
    ),
  ];
  return { is: 'counts', parts };
}

/** What still has to come, of what is counted. */
export const lacking = (parts: Part[]): Part[] => parts.filter((part) => part.come < part.needed);

/** The windows with a further page of the keys of one of them behind those that are shown. */
export function withMore(shown: WindowOf[], more: WindowOf[]): WindowOf[] {
  return shown.map((each) => {
    const page = more.find((one) => one.window === each.window);
    return page ? { ...each, keys: [...each.keys, ...page.keys], next: page.next } : each;
  });
}
