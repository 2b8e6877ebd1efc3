// Holds the built files to their budgets, gzip-compressed: what is fetched first, what each page adds, and all of it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = process.env.CONSOLE_DIST ?? fileURLToPath(new URL('../dist', import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

/** The files of a chunk and of all that it cannot be without. */
function closure(key, found = new Set(), seen = new Set()) {
  if (seen.has(key)) return found;
  seen.add(key);
  const chunk = manifest[key];
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file);
  for (const each of chunk.imports ?? []) closure(each, found, seen);
  return found;
}

const sum = (files) => [...files].reduce((bytes, file) => bytes + size(file), 0);
const initial = closure('index.html');
const added = (...keys) => sum(new Set(keys.flatMap((key) => [...closure(key)]).filter((file) => !initial.has(file))));
const everything = readdirSync(dist, { recursive: true }).filter((name) => /^[^.].*\.\w+$/.test(name));

const figures = [
  ['initial', sum(initial), 90],
  ['editor page', added('src/pages/drafts.ts', 'src/pages/editor/mount.ts'), 150],
  ['diff page', added('src/pages/drafts.ts'), 15],
  ['run page', added('src/pages/operate.ts', 'src/lib/layout.ts'), 25],
  ['all assets', sum(everything), 300],
];
let broken = 0;
for (const [name, bytes, limit] of figures) {
  const over = bytes > limit * 1000;
  if (over) broken += 1;
  console.log(`${over ? 'OVER ' : 'ok   '}${name.padEnd(12)} ${(bytes / 1000).toFixed(1).padStart(6)} kB of ${limit}`);
}
process.exit(broken ? 1 : 0);
