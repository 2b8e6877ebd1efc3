// The address of a call: a path of the served description with its values.

export interface Params {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
}

/** What is left out of the query is not defined; a list is its name for each value. */
export function addressOf(path: string, { path: values = {}, query = {} }: Params): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const pairs = Object.entries(query)
    .flatMap(([name, value]) => [value].flat().map((each) => [name, each]))
    .filter(([, value]) => value !== undefined && value !== null)
    .map((pair) => pair.map((each) => encodeURIComponent(String(each))).join('='));
  return pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
}
