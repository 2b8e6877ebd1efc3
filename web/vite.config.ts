import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The server that the development server and the preview pass calls on to.
const server = process.env.BATON_URL ?? 'http://127.0.0.1:8700';
const proxy = Object.fromEntries(['/api', '/healthz', '/readyz', '/metrics'].map((path) => [path, { target: server }]));

// What the server sends with the console, so that a preview refuses what it would refuse.
export const securityHeaders = {
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

const ownTime =
  /\/(Palette|Help|SendEvent|DiffView|draftGraph|YamlText)\.|\/lib\/(layout|diff|meaning|drafts|inbox|words)/;
const shared = (id: string) =>
  (/\/src\/(lib|ui)\//.test(id) && !ownTime.test(id)) || /node_modules\/(svelte|openapi-fetch|esm-env|clsx)\//.test(id);

export default defineConfig({
  plugins: [svelte()],
  build: {
    manifest: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // What several pages share comes with the frame: one file, well compressed, instead of thirty.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', test: shared }] } } },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy, headers: securityHeaders },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
