// Holds NOTICE to the npm packages of which something is in the bundle: each stands there with its version and its licence.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(path, 'utf8');

const dist = process.env.CONSOLE_DIST ?? here('../dist');
const told = read(here('../../NOTICE')).split('\n');
const missing = JSON.parse(read(join(dist, '.vite/packages.json')))
  .map((name) => JSON.parse(read(here(`../node_modules/${name}/package.json`))))
  .map(({ name, version, license }) => [name, version, license])
  .filter((words) => !told.some((line) => words.every((word, at) => line.split(/\s+/)[at] === word)));

for (const words of missing) console.log(`error: NOTICE does not tell of ${words.join(' ')}`);
process.exit(missing.length ? 1 : 0);
