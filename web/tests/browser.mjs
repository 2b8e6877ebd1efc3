// What journeys and pictures share: a world with a server and simulated vendors, its console, and a browser.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

/** How long a page may take, in milliseconds; more on a machine that is busy otherwise. */
export const patience = Number(process.env.PATIENCE ?? 30_000);

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Starts the world, or takes the one that BATON_WORLD tells of as JSON. */
export async function startWorld(build = process.env.BATON_BUILD ?? here('../../build')) {
  if (process.env.BATON_WORLD) return { ...JSON.parse(process.env.BATON_WORLD), stop: async () => {} };
  const child = spawn('python3', [here('world.py'), '--build', build], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise((done, fail) => {
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
      if (text.includes('\n')) done(text);
    });
    child.on('exit', (code) => fail(new Error(`the world ended with ${code}`)));
  });
  const ended = new Promise((done) => child.on('exit', done));
  return {
    ...JSON.parse(line),
    restart: async () => {
      const done = new Promise((resolve) => child.stdout.once('data', resolve));
      child.stdin.write('restart\n');
      await done;
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** The console that the server has packed; where it is built without, the one in CONSOLE_DIST, before the server. */
export async function serveConsole(url) {
  const answer = await fetch(url, { headers: { Accept: 'text/html' } });
  if (answer.headers.get('content-type')?.startsWith('text/html')) return { url, stop: async () => {} };
  process.env.BATON_URL = url;
  const { preview } = await import('vite');
  const server = await preview({ root: here('..'), logLevel: 'error', preview: { port: 0, strictPort: false } });
  const address = server.httpServer.address();
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((done) => {
        server.httpServer.closeAllConnections?.();
        server.httpServer.close(done);
      }),
  };
}

export async function openBrowser() {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );
  if (!executablePath) throw new Error('there is no Chromium: apt-get install chromium');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A page that is signed in with a token, and keeps what went wrong in it. */
export async function openPage(browser, { base, token, width = 1440, height = 900, theme = 'light', language = 'en' }) {
  const context = await browser.newContext({
    reducedMotion: 'reduce', // a colour that is still changing is judged as it is at that moment
    viewport: { width, height },
    colorScheme: theme,
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: 'UTC',
    baseURL: base,
  });
  if (token) {
    const session = { data: { token }, headers: { 'X-Baton-Console': '1' } };
    const answer = await context.request.post('/api/v1/session', session);
    if (!answer.ok()) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`);
  }
  context.setDefaultTimeout(patience);
  context.setDefaultNavigationTimeout(patience);
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
  return { page, context, errors };
}
