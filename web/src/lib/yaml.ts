// Reads the YAML that templates are written in: block and flow mappings and sequences, quoted and block texts, comments. It is
// forgiving, since it also reads a draft while somebody types: what it cannot understand it leaves out. The server alone judges.

export type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml };

export interface Read {
  value: Yaml;
  /** Line of each key, by its path: "steps.brief.needs". Lines count from 1. */
  lines: Map<string, number>;
}

interface Line {
  indent: number;
  text: string;
  number: number;
}

export function readYaml(source: string): Read {
  const reader = new Reader(source);
  return { value: reader.block('', 0), lines: reader.lines };
}

/** A line without its comment: a # that begins a word outside of quotes. */
function bare(text: string): string {
  let quote = '';
  for (let at = 0; at < text.length; ++at) {
    const c = text[at];
    if (quote) {
      if (c === '\\' && quote === '"') ++at;
      else if (c === quote) quote = '';
    } else if (c === '#' && (at === 0 || /\s/.test(text[at - 1] ?? ''))) return text.slice(0, at).trimEnd();
    else if ((c === '"' || c === "'") && (at === 0 || /[\s:,[{(]/.test(text[at - 1] ?? ''))) quote = c;
  }
  return text.trimEnd();
}

/** Where the key of a mapping ends in a line: a colon before a space or the end, outside of quotes and brackets. */
function keyOf(text: string): { key: string; rest: string } | null {
  const match =
    /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#"'[\]{},&*!|>%@-][^#:]*?|-[^\s:]+))\s*:(?:\s+(.*)|)$/s.exec(text);
  if (!match) return null;
  return { key: match[1] ?? match[2] ?? match[3] ?? '', rest: match[4] ?? '' };
}

function scalar(text: string): Yaml {
  if (text === '' || text === '~' || text === 'null') return null;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (/^[-+]?(\d+|\d*\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text);
  return text;
}

/** Whether brackets and quotes are closed. */
function balanced(text: string): boolean {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; ++at) {
    const c = text[at] ?? '';
    if (quote) {
      if (c === '\\' && quote === '"') ++at;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if ('[{'.includes(c)) ++depth;
    else if (']}'.includes(c)) --depth;
  }
  return depth <= 0 && !quote;
}

class Reader {
  readonly lines = new Map<string, number>();
  readonly #raw: string[];
  readonly #all: Line[] = [];
  #at = 0;

  constructor(source: string) {
    this.#raw = source.split(/\r?\n/);
    for (const [index, raw] of this.#raw.entries()) {
      const text = bare(raw);
      if (text.trim() === '' || text.startsWith('---')) continue;
      const indent = text.length - text.trimStart().length;
      this.#all.push({ indent, text: text.trim(), number: index + 1 });
    }
  }

  #line(): Line | undefined {
    return this.#all[this.#at];
  }

  /** The block that begins at the present line, when that is indented so far. */
  block(path: string, least: number): Yaml {
    const line = this.#line();
    if (!line || line.indent < least) return null;
    if (/^-(\s|$)/.test(line.text)) return this.#sequence(path, line.indent);
    if (keyOf(line.text)) return this.#mapping(path, line.indent);
    this.#at += 1;
    return this.#value(line.text, path, line.indent);
  }

  #sequence(path: string, indent: number): Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.#line(); line && line.indent === indent && /^-(\s|$)/.test(line.text); line = this.#line()) {
      const inner = line.text.slice(1).trimStart();
      const own = `${path}.${items.length}`;
      if (inner === '') {
        this.#at += 1;
        items.push(this.block(own, indent + 1));
      } else {
        // The item goes on as if it began in a line of its own.
        const at = indent + line.text.length - inner.length;
        this.#all[this.#at] = { ...line, indent: at, text: inner };
        items.push(this.block(own, at));
      }
    }
    return items;
  }

  #mapping(path: string, indent: number): Yaml {
    const made: { [key: string]: Yaml } = {};
    for (let line = this.#line(); line && line.indent >= indent; line = this.#line()) {
      const pair = line.indent === indent ? keyOf(line.text) : null;
      if (!pair) {
        if (line.indent === indent && /^-(\s|$)/.test(line.text)) break;
        this.#at += 1;
        continue;
      }
      const own = path ? `${path}.${pair.key}` : pair.key;
      if (!this.lines.has(own)) this.lines.set(own, line.number);
      this.#at += 1;
      made[pair.key] = this.#value(pair.rest.trim(), own, indent);
    }
    return made;
  }

  #value(text: string, path: string, indent: number): Yaml {
    const line = this.#all[this.#at - 1];
    if (text === '') {
      const next = this.#line();
      const listed = next?.indent === indent && /^-(\s|$)/.test(next.text);
      return this.block(path, listed ? indent : indent + 1);
    }
    if (/^[|>][-+\d]*$/.test(text)) return this.#text(text, line?.number ?? 0, indent);
    const open = /^[[{"']/.test(text);
    let whole = text;
    while (open ? !balanced(whole) : true) {
      const next = this.#line();
      if (!next || next.indent <= indent) break;
      whole += ` ${next.text}`;
      this.#at += 1;
    }
    return new Flow(whole).read();
  }

  /** A block text: its lines stand in the source as they are, comments and all. */
  #text(mark: string, header: number, indent: number): string {
    const lines: string[] = [];
    let depth = -1;
    let at = header;
    for (; at < this.#raw.length; ++at) {
      const raw = this.#raw[at] ?? '';
      const own = raw.length - raw.trimStart().length;
      if (raw.trim() !== '' && own <= indent) break;
      if (depth < 0 && raw.trim() !== '') depth = own;
      lines.push(raw.slice(Math.max(depth, 0)));
    }
    while (this.#line() && (this.#line()?.number ?? 0) <= at) this.#at += 1;
    while (lines.at(-1)?.trim() === '') lines.pop();
    return lines.join(mark.startsWith('>') ? ' ' : '\n') + (mark.includes('-') ? '' : '\n');
  }
}

class Flow {
  #at = 0;

  constructor(private readonly text: string) {}

  read(): Yaml {
    this.#space();
    const c = this.text[this.#at];
    if (c === '[') return this.#list();
    if (c === '{') return this.#map();
    if (c === '"' || c === "'") return this.#quoted();
    return scalar(this.text.slice(this.#at).trim());
  }

  #space(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at += 1;
  }

  #item(): Yaml {
    this.#space();
    const c = this.text[this.#at];
    if (c === '[') return this.#list();
    if (c === '{') return this.#map();
    if (c === '"' || c === "'") return this.#quoted();
    return scalar(this.#plain());
  }

  /** A plain text in a list or a mapping: up to a comma, a bracket, or a colon before a space. */
  #plain(): string {
    const from = this.#at;
    for (; this.#at < this.text.length; ++this.#at) {
      const c = this.text[this.#at] ?? '';
      if (',[]{}'.includes(c)) break;
      if (c === ':' && /[\s,\]}]|^$/.test(this.text[this.#at + 1] ?? '')) break;
    }
    return this.text.slice(from, this.#at).trim();
  }

  #quoted(): string {
    const quote = this.text[this.#at];
    let made = '';
    for (this.#at += 1; this.#at < this.text.length; ++this.#at) {
      const c = this.text[this.#at];
      if (quote === '"' && c === '\\') {
        const next = this.text[++this.#at] ?? '';
        made += { n: '\n', t: '\t' }[next] ?? next;
      } else if (c === quote) {
        if (quote === "'" && this.text[this.#at + 1] === "'") this.#at += 1;
        else break;
        made += c;
      } else made += c;
    }
    this.#at += 1;
    return made;
  }

  #list(): Yaml[] {
    const items: Yaml[] = [];
    this.#at += 1;
    for (;;) {
      this.#space();
      const c = this.text[this.#at];
      if (c === undefined || c === ']' || c === '}') break;
      if (c === ',') this.#at += 1;
      else items.push(this.#item());
    }
    this.#at += 1;
    return items;
  }

  #map(): Yaml {
    const made: { [key: string]: Yaml } = {};
    this.#at += 1;
    for (;;) {
      this.#space();
      const c = this.text[this.#at];
      if (c === undefined || c === '}' || c === ']') break;
      if (c === ',') {
        this.#at += 1;
        continue;
      }
      const key = String(this.#item());
      this.#space();
      if (this.text[this.#at] === ':') {
        this.#at += 1;
        made[key] = this.#item();
      } else made[key] = null;
    }
    this.#at += 1;
    return made;
  }
}
