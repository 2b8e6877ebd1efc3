import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

import { lean } from './scripts/lean.mjs';
import { namedOnce } from './scripts/words.mjs';

// The server that the development server and the preview pass calls on to.
const server = process.env.BATON_URL ?? 'http://127.0.0.1:8700';
const proxy = Object.fromEntries(['/api', '/healthz', '/readyz', '/metrics'].map((path) => [path, { target: server }]));

const ownTime =
  /\/(Palette|Help|Password|Replay|SendEvent|Gantt|SplitKey|DiffView|draftGraph|YamlText|InputFields)\.|\/lib\/(bulk|layout|diff|meaning|migration|drafts|facts|form|askings|inputs|insights|sla|skips|tables|windows|words)/;
const shared = (id: string) =>
  (/\/src\/(App\.|lib\/|ui\/|pages\/signin\/)/.test(id) && !ownTime.test(id)) || /node_modules\/(svelte|esm-env|clsx)\//.test(id);

// As src/pages/drafts.ts has them, with what they share with the pages of templates.
const drafts = (id: string) =>
  /\/src\/(lib\/(drafts|diff|meaning)|ui\/(draftGraph|DiffView|YamlText)|pages\/(drafts|diff\/\w+|editor\/(Editor|Try|Publish|Findings|Simulate|simulated|fix)))\./.test(id);
// As src/pages/operate.ts has them.
const operate = (id: string) =>
  /\/src\/pages\/(operate|lost\/Lost|overview\/\w+|runs\/(Runs|FirstRun)|run\/(Run|CauseBox|GraphView))\./.test(id);
// As src/pages/desk.ts has them: every page and part that no other file has, but the editor's text, which is fetched by itself.
const desk = (id: string) => /\/src\/(pages|ui)\//.test(id) && !/\/editor\//.test(id);

/** Lists the npm packages of which something is in the bundle, for scripts/notices.mjs. */
const packages = (): Plugin => ({
  name: 'packages',
  generateBundle(_, bundle) {
    const ids = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
    const names = ids.flatMap((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []);
    const source = JSON.stringify([...new Set(names)].sort());
    this.emitFile({ type: 'asset', fileName: '.vite/packages.json', source });
  },
});

// The editor has no parser: what the commands of CodeMirror ask of one is answered by a file of ours.
const language = fileURLToPath(new URL('src/pages/editor/language.ts', import.meta.url));

export default defineConfig({
  plugins: [lean(), svelte(), namedOnce(), packages()],
  resolve: { alias: { '@codemirror/language': language, '@lezer/common': language } },
  build: {
    outDir: process.env.CONSOLE_DIST ?? 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // The first files are fetched at once. Pages have one file each, beside what is there already: nothing to fetch ahead.
    modulePreload: { polyfill: false, resolveDependencies: (_, deps, { hostType }) => (hostType === 'html' ? deps : []) },
    assetsInlineLimit: 0,
    // What several pages share comes with the frame, as one file: well compressed, instead of forty. So do pages that are opened
    // after the first: whoever opens one of them opens others.
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [
            { name: 'shared', test: shared, priority: 3 },
            { name: 'drafts', test: drafts, priority: 2 },
            { name: 'operate', test: operate, priority: 1 },
            { name: 'desk', test: desk },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
