// Pictures of every page, light and dark, wide unless WIDTHS says otherwise. Usage: node tests/shots.mjs FOLDER [PAGE…]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { openBrowser, openPage, serveConsole, startWorld } from './browser.mjs';

const [folder = 'shots', ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const world = await startWorld();
const site = await serveConsole(world.url);
const browser = await openBrowser();
const api = async (path) =>
  (await fetch(world.url + path, { headers: { Authorization: `Bearer ${world.tokens.admin}` } })).json();

const failed = (await api('/api/v1/runs?status=failed')).items[0]?.id ?? '';
const gated = (await api('/api/v1/runs?status=waiting')).items.find((run) => run.now_at.includes('gate'))?.id ?? failed;
const event =
  (await api('/api/v1/events?type=crm.lead.updated')).items.find((each) => each.data.score === 41)?.id ?? '';
const asked =
  (await api('/api/v1/approvals?status=open')).items.find((each) => each.workflow === 'lead-handover')?.id ?? '';
const task = (await api('/api/v1/tasks?status=to-do')).items.find((each) => each.step === 'copy');
const care = (await api('/api/v1/runs?workflow=account-care')).items[0]?.id ?? failed;
const parts = task?.run ?? failed;
const queued = (await api('/api/v1/runs?workflow=content-refresh')).items.find((run) => run.now?.kind === 'slot')?.id ?? failed;
const pages = {
  signin: null,
  overview: '/',
  runs: '/runs',
  run: `/runs/${failed}`,
  'run-timeline': `/runs/${failed}?view=timeline`,
  'run-context': `/runs/${failed}?view=context`,
  'run-journal': `/runs/${failed}?view=journal`,
  'run-gated': `/runs/${gated}`,
  inbox: '/inbox',
  'inbox-item': `/inbox/${asked}`,
  'inbox-task': `/inbox/tasks/${task?.id ?? ''}`,
  'run-parts': `/runs/${parts}?step=brief`,
  'run-slot': `/runs/${queued}`,
  events: '/events',
  event: `/events/${event}`,
  connections: '/connections',
  connection: '/connections/jira',
  connectors: '/connectors',
  templates: '/templates',
  template: '/templates/customer-onboarding',
  editor: '/templates/customer-onboarding/edit',
  begins: '/templates/account-care',
  goals: '/goals',
  'goals-table': '/goals?view=table',
  goal: '/goals/retention-2026',
  notices: '/inbox?tab=notices',
  facts: '/facts',
  fact: '/facts/budget?key=EMEA',
  routes: '/routes',
  route: `/routes/legal-review?try=${encodeURIComponent('{"amount":60000,"region":"EMEA","channel":"web"}')}`,
  insights: '/insights?template=customer-onboarding',
  calendars: '/admin/calendars',
  calendar: '/admin/calendars/fr?when=2026-12-25&add=3bd',
  'run-sla': `/runs/${care}?step=answer`,
  'run-sla-timeline': `/runs/${care}?view=timeline`,
  system: '/admin/system',
  users: '/admin/users',
  tokens: '/admin/tokens',
  audit: '/admin/audit',
  me: '/me',
};
const sizes = { wide: [1440, 900], narrow: [360, 780] };
const themes = (process.env.THEMES ?? 'light,dark').split(',');
const widths = (process.env.WIDTHS ?? 'wide').split(',');

for (const [name, path] of Object.entries(pages)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const theme of themes) {
    for (const size of widths) {
      const [width, height] = sizes[size];
      const { page, context, errors } = await openPage(browser, {
        base: site.url,
        token: path === null ? '' : world.tokens.admin,
        width,
        height,
        theme,
        language: process.env.LANGUAGE ?? 'en',
      });
      await page.goto(path ?? '/');
      await page.waitForLoadState('load');
      await page.locator('h1:visible, main .split:visible').first().waitFor();
      await page.waitForTimeout(Number(process.env.SETTLE ?? 1200));
      await page.screenshot({ path: join(folder, size === 'wide' ? `${name}-${theme}.png` : `${name}-${size}-${theme}.png`) });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) console.log(`${name} ${size} ${theme}: ${wide} px too wide`);
      for (const error of errors) console.log(`${name} ${size} ${theme}: ${error}`);
      await context.close();
    }
  }
}
await browser.close();
await site.stop();
await world.stop();
