// The places that the navigation leads to. One that is added here stands in the navigation and in the palette, and its key leads to it.

export const places = [
  { section: 'overview', name: 'overview', href: '/', group: 'operate', key: 'h' },
  { section: 'runs', name: 'runs', href: '/runs', group: 'operate', key: 'r' },
  { section: 'inbox', name: 'inbox', href: '/inbox', group: 'operate', key: 'i' },
  { section: 'events', name: 'events', href: '/events', group: 'operate', key: 'e' },
  { section: 'templates', name: 'templates', href: '/templates', group: 'build', key: 't' },
  { section: 'connections', name: 'connections', href: '/connections', group: 'build', key: 'c' },
  { section: 'connectors', name: 'connectors', href: '/connectors', group: 'build', key: '' },
  { section: 'goals', name: 'goals', href: '/goals', group: 'decide', key: 'o' },
  { section: 'insights', name: 'insights', href: '/insights', group: 'decide', key: 'n' },
  { section: 'facts', name: 'facts', href: '/facts', group: 'decide', key: 'f' },
  { section: 'routes', name: 'routes', href: '/routes', group: 'decide', key: '' },
  { section: 'admin', name: 'administration', href: '/admin', group: 'admin', key: '' },
] as const;

export type Place = (typeof places)[number];

/** The mark of a place. */
export const iconOf = (place: Place): string => `i-${place.section}`;
