// What people do with the console, in a real browser against a real server. Each journey fails on an error in the console of the
// browser, on what the Content-Security-Policy refuses, and on what axe finds. Usage: node tests/journeys.mjs [NAME…]
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openBrowser, openPage, patience, serveConsole, startWorld } from './browser.mjs';
import { buildJourneys } from './journeys_build.mjs';
import { decideJourneys } from './journeys_decide.mjs';
import { delegateJourneys } from './journeys_delegate.mjs';
import { foreseeJourneys } from './journeys_foresee.mjs';
import { frenchJourneys } from './journeys_fr.mjs';
import { insightJourneys } from './journeys_insights.mjs';
import { migrateJourneys } from './journeys_migrate.mjs';
import { partsJourneys } from './journeys_parts.mjs';

const wanted = process.argv.slice(2);
const pictures = process.env.PICTURES ?? join(process.env.BATON_BUILD ?? fileURLToPath(new URL('../../build', import.meta.url)), 'journeys');
mkdirSync(pictures, { recursive: true });
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const [world, browser] = await Promise.all([startWorld(), openBrowser()]);
const site = await serveConsole(world.url);

async function api(path, options = {}) {
  const answer = await fetch(world.url + path, {
    ...options,
    headers: { Authorization: `Bearer ${options.token ?? world.tokens.admin}`, ...options.headers },
  });
  if (!answer.ok) throw new Error(`${options.method ?? 'GET'} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}
const post = (path, body) =>
  api(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
/** Publishes a workflow, given by the lines below its name. */
const put = (workflow, lines) =>
  api(`/api/v1/templates/${workflow}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/yaml' },
    body: [`workflow: ${workflow}`, ...lines, ''].join('\n'),
  });
let leads = 100;
const lead = (name) =>
  post('/api/v1/events', {
    type: 'crm.lead.updated',
    id: `lead-${++leads}`,
    subject: `L-${leads}`,
    data: { id: `L-${leads}`, name, score: 99, region: 'EMEA' },
  });

async function until(what, condition, ms = patience) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
function expect(holds, what) {
  if (!holds) throw new Error(what);
}

/** What axe finds on the page, in words. The policy of the page lets no script in, so that the tester brings it by the debugger. */
async function axe(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  // What is as it should be is neither described nor carried out of the page: that takes longer than the search.
  return page.evaluate(async () => {
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
    const found = await window.axe.run(document, { runOnly, resultTypes: ['violations'], selectors: false });
    return found.violations.map(
      (each) =>
        `${each.id}: ${each.nodes
          .map((node) => node.html.slice(0, 140))
          .slice(0, 3)
          .join(' | ')}`,
    );
  });
}
async function clean(page) {
  const found = await axe(page);
  expect(found.length === 0, `axe: ${found.join('\n      ')}`);
}

/** The page is not wider than its window. */
async function fits(page) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond <= 0, `${page.url()} is ${beyond} px too wide`);
}
/** Moves the focus by Tab alone, as somebody without a mouse does. */
async function tabTo(page, target) {
  await target.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((each) => each === document.activeElement)) return;
  }
  throw new Error(`Tab does not come to ${target}`);
}

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    take: 'Take it',
    taken: 'It is yours now.',
    correct: '2 fields to correct; nothing was sent',
    address: /Start with https/,
    words: 'Words',
    plain: 'plain',
    kept: 'It is on disk',
    again: 'Have it done again',
    sayWhy: 'Say why',
    reason: 'What is wrong with it',
    asked: 'It is asked for again.',
    sentBack: /Sent back by content-cy/,
    save: 'Save view',
    saveIt: 'Save it',
    name: 'Name',
    remove: (name) => `Remove the view ${name}`,
  },
  fr: {
    take: 'La prendre',
    taken: 'Elle est à vous.',
    correct: '2 champs à corriger ; rien n’a été envoyé',
    address: /Commencez par https/,
    words: 'Words',
    plain: 'plain',
    kept: 'C’est enregistré',
    again: 'La faire refaire',
    sayWhy: 'Dites pourquoi',
    reason: 'Ce qui ne va pas',
    asked: 'Elle est redemandée.',
    sentBack: /Renvoyée par content-cy/,
    save: 'Enregistrer la vue',
    saveIt: 'Enregistrer',
    name: 'Nom',
    remove: (name) => `Supprimer la vue ${name}`,
  },
};
let pagesWanted = 10;

/** Takes a task, is told what does not fit, does it, and has it done again; by keyboard alone but for the list. */
async function doTask(language) {
  const say = languages[language];
  const campaign = `Journey ${language}`;
  await post('/api/v1/events', {
    type: 'page.wanted',
    id: `page-${++pagesWanted}-${Date.now()}`,
    data: { campaign, countries: ['DE'] },
  });
  const opened = await open({ token: world.tokens.writer, language });
  const { page } = opened;
  const task = await until('the task', async () =>
    (await api('/api/v1/tasks?status=to-do')).items.find((each) => each.title === `Landing page, ${campaign}`),
  );
  await page.goto('/inbox');
  await page.getByRole('link', { name: `Landing page, ${campaign}` }).click();
  await page.getByRole('heading', { level: 1, name: `Landing page, ${campaign}` }).waitFor();
  await page.getByText('38 %').waitFor();
  await clean(page);
  await page.keyboard.press('x');
  await page.keyboard.press('Enter');
  await page.getByText(say.taken).waitFor();
  await page.getByRole('textbox', { name: 'Page' }).focus();
  await page.keyboard.type('shop.example/bf');
  await page.keyboard.press('Tab');
  await page.keyboard.type('3');
  await page.keyboard.press('Control+Enter');
  await page.getByText(say.correct).waitFor();
  await page.getByText(say.address).waitFor();
  const focused = await page.evaluate(() => document.activeElement?.id);
  expect(focused === 'field-url', `the first field that is wrong has the focus, came ${focused}`);
  await clean(page);
  await page.screenshot({ path: join(pictures, `task-wrong-${language}.png`) });
  // What is written is there again after a look elsewhere.
  await page.reload();
  await page.getByRole('textbox', { name: 'Page' }).fill('https://shop.example/bf');
  expect((await page.getByLabel(say.words).inputValue()) === '3', 'the draft is kept');
  await page.getByLabel(say.words).fill('340');
  await page.keyboard.press('Control+Enter');
  await page.getByText(say.kept).waitFor();
  const done = await api(`/api/v1/tasks/${task.id}`);
  expect(done.values?.words === 340 && done.values?.tone === 'plain', `what is kept: ${JSON.stringify(done.values)}`);
  await page.getByRole('button', { name: say.again }).click();
  await page.getByText(say.sayWhy).waitFor();
  await clean(page);
  await page.getByLabel(say.reason).fill('The claim needs a source.');
  await page.getByRole('button', { name: say.again }).click();
  await page.getByText(say.sentBack).waitFor();
  await page.getByText('The claim needs a source.').waitFor();
  expect((await page.getByLabel(say.words).inputValue()) === '340', 'what was filled in before is there');
  await clean(page);
  return opened;
}

/** A view is kept on the server: it is there in another browser, until it is removed. */
async function keepView(language) {
  const say = languages[language];
  const name = `Of today ${language}`;
  const opened = await open({ language });
  const { page } = opened;
  await page.goto(`/runs?q=${encodeURIComponent('status:waiting age:<1d')}`);
  await page.getByRole('button', { name: say.save }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say.name).fill(name);
  await clean(page);
  await dialog.getByRole('button', { name: say.saveIt }).click();
  await page.getByRole('link', { name }).waitFor();
  const other = await open({ language });
  await other.page.goto('/runs');
  await other.page.getByRole('link', { name }).click();
  await other.page.getByRole('button', { name: say.remove(name) }).click();
  await other.page.getByRole('link', { name }).waitFor({ state: 'detached' });
  await other.context.close();
  opened.errors.push(...other.errors);
  expect((await api('/api/v1/me/views')).items.every((each) => each.name !== name), 'it is forgotten');
  return opened;
}

const open = (options = {}) => openPage(browser, { base: site.url, token: world.tokens.admin, ...options });

// What a refused request leaves in the console of the browser is no error of the page when the journey asks for it.
const journeys = {
  async 'sign in with a token'() {
    const { page, context, errors } = await open({ token: '' });
    await page.goto('/runs?q=status:failed');
    await page.getByRole('button', { name: 'Use an access token instead' }).click();
    await page.getByLabel('Access token').fill('bt_nonsense');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server does not know this token').waitFor();
    await clean(page);
    await page.getByLabel('Access token').fill(world.tokens.admin);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('table').waitFor();
    expect(page.url().endsWith('/runs?q=status:failed'), `signing in returns to the same address, came ${page.url()}`);
    await page.reload();
    await page.getByRole('table').waitFor();
    const kept = await page.evaluate(() => JSON.stringify([sessionStorage, localStorage, document.cookie]));
    expect(!kept.includes('bt_'), `no script sees the token: ${kept}`);
    return { page, context, errors, allowed: /401/ };
  },

  async 'choose a password by a link, sign out, sign in'() {
    const name = `ada-${Date.now() % 100_000}`;
    const made = await post('/api/v1/users', { name, role: 'viewer', title: 'Ada Lovelace' });
    const { page, context, errors } = await open({ token: '' });
    await page.goto(made.path);
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
    expect(!page.url().includes('#'), `the code is not in the address any more, came ${page.url()}`);
    await clean(page);
    await page.getByLabel('New password').fill('a long way to Tipperary');
    await page.getByLabel('The same again').fill('a long way to go');
    await page.getByText('The two are not the same').waitFor();
    await page.getByLabel('The same again').fill('a long way to Tipperary');
    await page.getByRole('button', { name: 'Keep it and sign in' }).click();
    await page.getByText('Ada Lovelace, as viewer').waitFor();
    await page.getByRole('button', { name: 'Change the password…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Present password').fill('it was another one');
    await dialog.getByLabel('New password').fill('a long way to Tipperary');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.locator('.cause, [role=alert]').first().waitFor();
    await clean(page);
    await dialog.getByLabel('Present password').fill('a long way to Tipperary');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.goto(made.path);
    await page.getByText('This link does not work any more').waitFor();
    await page.goto('/inbox');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill('a long way to go');
    await page.keyboard.press('Enter');
    await page.getByText('Name and password do not fit').waitFor();
    await clean(page);
    await page.getByLabel('Password').fill('a long way to Tipperary');
    await page.keyboard.press('Enter');
    await page.getByText('Ada Lovelace, as viewer').waitFor();
    expect(page.url().endsWith('/inbox'), `signing in returns to the same address, came ${page.url()}`);
    return { page, context, errors, allowed: /400|401/ };
  },

  async 'open the console by a link that signs in'() {
    const first = await post('/api/v1/me/code', {});
    const { page, context, errors } = await open({ token: '' });
    await page.goto(first.path);
    await page.getByRole('heading', { name: 'Welcome to Baton' }).waitFor();
    await clean(page);
    await page.getByLabel('Name').fill('grace');
    await page.getByLabel('New password').fill('nanoseconds of wire');
    await page.getByLabel('The same again').fill('nanoseconds of wire');
    await page.getByRole('button', { name: 'Keep it and sign in' }).click();
    await page.getByText('grace, as admin').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    const again = await post('/api/v1/me/code', {});
    // A scanner of mail opens the link before its reader does, and runs its scripts.
    const scanner = await context.newPage();
    await scanner.goto(again.path);
    await scanner.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await scanner.close();
    await page.goto(again.path);
    await page.getByText('This link signs you in').waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /things? needs? you/ }).waitFor();
    return { page, context, errors, allowed: /401/ };
  },

  async 'first look'() {
    const { page, context, errors } = await open();
    await page.goto('/');
    const sentence = page.getByRole('heading', { level: 1, name: /things? needs? you/ });
    await sentence.waitFor();
    const lists = ['approvals?status=open', 'tasks?status=to-do'].map((of) => api(`/api/v1/${of}&mine=true&limit=100`));
    const waiting = (await Promise.all(lists)).flatMap((each) => each.items).length;
    await until(
      `the sentence to count all ${waiting} that wait`,
      async () => Number.parseInt(await sentence.innerText(), 10) >= waiting,
    );
    await page.getByText('Live', { exact: true }).waitFor();
    await clean(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('Lead');
    await page.getByRole('option', { name: /Lead to sales · L-0/ }).waitFor();
    await clean(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('retry…').waitFor();
    await page.keyboard.press('Escape');
    return { page, context, errors };
  },

  async 'find a failed run and retry it, by keyboard'() {
    const { page, context, errors } = await open();
    await fetch(`${world.vendors}/_reset`, {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    });
    await page.goto('/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('combobox', { name: 'Filter runs' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('status:failed');
    await page.keyboard.press('Enter');
    await page.getByText('2 runs', { exact: true }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Order the web site failed' }).waitFor();
    await page.getByRole('region', { name: 'Order the web site', exact: true }).waitFor();
    // Why before the code, and what helps before what does not.
    const cause = page.locator('.cause').first();
    await cause.getByText(/Jira refuses the credentials \(401\)/).waitFor();
    await cause.getByText(/1 more run stands on it\./).waitFor();
    const fix = cause.getByRole('link', { name: 'Fix jira' });
    expect(/\bpri\b/.test((await fix.getAttribute('class')) ?? ''), 'the button that helps is the first one');
    const again = cause.getByRole('button', { name: 'Retry Order the web site…' });
    expect(!/\bpri\b/.test((await again.getAttribute('class')) ?? ''), 'one button is the first one');
    await page.locator('svg.dag a[aria-current]').waitFor();
    await page.locator('summary code', { hasText: 'POST http' }).first().waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, 'failed-run.png') });
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Order the web site, then').waitFor();
    await dialog.getByText(/sent before without effect/).first().waitFor();
    await dialog.locator('footer .pri:focus').waitFor();
    await clean(page);
    await page.keyboard.press('Escape'); // It closes the dialog, and not the step behind it.
    await dialog.waitFor({ state: 'detached' });
    const step = page.getByRole('region', { name: 'Order the web site', exact: true });
    await step.waitFor();
    await page.keyboard.press('Escape'); // Then the step, which stays closed.
    await step.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { name: 'Order the web site failed' }).waitFor();
    await page.locator('svg.dag .node').first().waitFor();
    expect((await step.count()) === 0, 'the step stays closed');
    await page.keyboard.press('r');
    await dialog.getByText('Order the web site, then').waitFor();
    await page.keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Retry the run' }).press('Enter');
    await page.getByRole('heading', { name: 'Order the web site failed' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.getByText('of the elapsed time').waitFor();
    const spent = page.getByRole('table', { name: 'Elapsed time' });
    const told = (await api(`/api/v1/runs/${page.url().match(/run_\w+/)[0]}/latency`)).split;
    expect((await spent.getByRole('row').count()) === Object.keys(told).length, 'each phase of the server has a row');
    await spent.getByRole('rowheader', { name: 'other systems' }).waitFor();
    await clean(page);
    await page.getByRole('link', { name: /^Journal/ }).click();
    await page.getByText('begins anew').first().waitFor();
    return { page, context, errors };
  },

  async 'a filter that says the same twice'() {
    const { page, context, errors } = await open();
    await page.goto('/runs?q=status:failed status:failed nothing:1 nothing:1');
    const chips = page.locator('.qbar .chip');
    await until('a chip for each term', async () => (await chips.count()) === 4);
    await clean(page);
    await page.getByRole('button', { name: 'Remove status:failed' }).first().click();
    await until('one chip less', async () => (await chips.count()) === 3);
    // What cannot be read finds nothing, so that nothing is done to runs that were not meant.
    await page.goto('/runs?q=status:faild');
    await page.getByText(/status:faild: expected one of .*failed.* Did you mean failed\?/).waitFor();
    await page.getByRole('heading', { name: 'The filter cannot be read' }).waitFor();
    expect((await page.getByRole('table').count()) === 0, 'no run is shown of a filter that cannot be read');
    expect((await page.getByRole('checkbox').count()) === 0, 'and none can be chosen');
    await clean(page);
    await page.getByRole('link', { name: 'Show all runs' }).click();
    await page.getByRole('table').waitFor();
    await page.goto('/events?q=tpye:x');
    await page.getByRole('heading', { name: 'The filter cannot be read' }).waitFor();
    return { page, context, errors };
  },

  async 'approve and reject'() {
    await lead('Arvo Energy');
    await lead('Halden Foods');
    const { page, context, errors } = await open({ token: world.tokens.approver });
    await page.goto('/inbox');
    await page.getByRole('link', { name: /Take over Arvo Energy/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Take over Arvo Energy?' }).waitFor();
    await clean(page);
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await page.getByText('Your decision is on disk').waitFor();
    await page.locator('#main:focus').waitFor();
    await page.screenshot({ path: join(pictures, 'approved.png') });
    await page.getByRole('link', { name: /Take over Halden Foods/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Take over Halden Foods?' }).waitFor();
    await page.getByRole('button', { name: /^Reject/ }).click();
    await page.getByText('a rejection is kept with its reason').waitFor();
    await page.getByLabel('Note, kept with the decision').fill('No budget.');
    await page.getByRole('button', { name: /^Reject/ }).click();
    await page.getByText('Your decision is on disk').waitFor();
    await page.goto('/inbox?tab=done');
    await page.getByRole('link', { name: /Take over Halden Foods/ }).waitFor();
    return { page, context, errors };
  },

  'do a task': () => doTask('en'),
  'faire une tâche': () => doTask('fr'),
  'keep a view': () => keepView('en'),
  'garder une vue': () => keepView('fr'),

  async 'a run shows its parts, and is paused and resumed'() {
    const run = await until('the run', async () =>
      (await api('/api/v1/runs?workflow=content-refresh&status=waiting')).items.find((each) => each.now?.kind !== 'slot'),
    );
    const { page, context, errors } = await open();
    await page.goto(`/runs/${run.id}?step=brief`);
    await page.getByRole('link', { name: /page-brief v1/ }).click();
    await page.getByRole('link', { name: 'brief', exact: true }).first().waitFor();
    await clean(page);
    await page.goto(`/runs/${run.id}`);
    await page.getByRole('button', { name: 'Pause…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason, kept with the run').fill('Legal is on holiday.');
    await clean(page);
    await dialog.getByRole('button', { name: 'Pause the run' }).click();
    await page.getByText('Legal is on holiday.').first().waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Resume' }).first().click();
    await page.getByText('Legal is on holiday.').first().waitFor({ state: 'detached' });
    // The time line names the phases as the server counts them: a run that a step began, and an event of another system.
    const rowOf = (title) => page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) });
    await page.goto(`/runs/${run.id}?view=timeline`);
    await rowOf('Have it briefed').getByText(/^the run that it began, /).waitFor();
    await clean(page);
    const care = (await api('/api/v1/runs?workflow=account-care')).items[0];
    await page.goto(`/runs/${care.id}?view=timeline`);
    await rowOf('Wait for the vendor').getByText(/^other systems, /).waitFor();
    const own = (await api(`/api/v1/runs/${care.id}/latency`)).steps.find((step) => step.step === 'vendor');
    expect(own.split.vendor > 0 && own.split.people === 0, `the server counts it so: ${JSON.stringify(own.split)}`);
    return { page, context, errors };
  },

  async 'a run waits for its place'() {
    const run = await until('the queued run', async () =>
      (await api('/api/v1/runs?workflow=content-refresh')).items.find((each) => each.now?.kind === 'slot'),
    );
    const { page, context, errors } = await open();
    await page.goto(`/runs/${run.id}`);
    await page.getByRole('heading', { name: 'The run waits for its place' }).waitFor();
    await page.getByText(/it is number 1 of those that wait/).waitFor();
    await clean(page);
    await page.getByRole('link', { name: 'Open the run before it' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    return { page, context, errors };
  },

  async 'replay an event'() {
    const ended = (await api('/api/v1/runs?workflow=lead-handover&status=cancelled')).items[0];
    const { page, context, errors } = await open();
    await page.goto(`/events/${ended.trigger}`);
    await page.getByRole('button', { name: 'Replay…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/lead-handover v/).waitFor();
    await dialog.getByText('nothing is sent outside').first().waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, 'replay.png') });
    await dialog.getByRole('button', { name: 'Replay the event' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/events/') && !url.pathname.includes(ended.trigger));
    await page.getByText('started a run').first().waitFor();
    return { page, context, errors };
  },

  async 'test a connection, step by step'() {
    const { page, context, errors } = await open();
    await page.goto('/connections/jira');
    await page.getByRole('button', { name: 'Test it' }).click();
    await page.getByRole('button', { name: 'Test again' }).waitFor();
    await page.getByText('Reach', { exact: true }).waitFor();
    await page.getByText(/of \d passed/).waitFor();
    await page.getByText('To have the vendor send events here').click();
    await page.getByText(/create a webhook to http.*\/hooks\/jira/).waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, 'connection-test.png') });
    return { page, context, errors };
  },

  async 'log in at the vendor of a connection'() {
    for (const language of ['en', 'fr']) {
      const { page, context, errors } = await open({ language });
      const sent = [];
      let agrees = false;
      const vendor = 'https://vendor.example.com/authorize';
      await page.route('**/api/v1/connections', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        for (const each of json.items) if (each.name === 'jira') each.logins = ['redirect'];
        await route.fulfill({ response, json });
      });
      await page.route('**/api/v1/connections/jira/login**', async (route) => {
        sent.push(route.request().postDataJSON());
        const begun = { id: 'log-1', url: `${vendor}?state=s-1`, complete_url: '', user_code: '', expires_in: 600, interval: 0 };
        await route.fulfill({ status: 201, json: begun });
      });
      await page.route('**/api/v1/connections/jira/login/log-1', async (route) => {
        sent.push(route.request().postDataJSON());
        await route.fulfill({ json: { done: true, secret: 'jira_refresh', interval: 0 } });
      });
      await page.route(`${vendor}**`, (route) => {
        const brought = agrees ? 'code=code-1' : 'error=access_denied&error_description=Not+today';
        return route.fulfill({ contentType: 'text/html', body: `<a href="${sent.at(-1).redirect_uri}?${brought}&amp;state=s-1">Agree</a>` });
      });
      const verb = page.getByRole('button', { name: language === 'en' ? 'Log in…' : 'S’identifier…' });
      await page.goto('/connections/jira');
      await verb.click();
      await page.getByText('Agree').click();
      await page.getByRole('alert').getByText('Not today').waitFor();
      expect(!page.url().includes('?'), `what the vendor sent stays in the address: ${page.url()}`);
      await clean(page);
      await page.getByRole('alert').getByRole('link', { name: 'jira' }).click();
      agrees = true;
      await verb.click();
      await page.getByText('Agree').click();
      await page.getByText(language === 'en' ? 'You are logged in.' : 'C’est fait.').waitFor();
      expect(new URL(page.url()).pathname === '/connections/jira', page.url());
      const [, begun, ended] = sent;
      expect(begun.redirect_uri === `${new URL(page.url()).origin}/login/callback`, JSON.stringify(begun));
      expect(ended.code === 'code-1' && ended.state === 's-1', JSON.stringify(ended));
      await clean(page);
      await page.screenshot({ path: join(pictures, `connection-login-${language}.png`) });
      await page.goto('/login/callback?code=code-1&state=s-1');
      await page.getByText(language === 'en' ? 'No log-in ends here' : 'Aucune identification ne se termine ici').waitFor();
      expect(sent.length === 3, 'a code that came by a link was used');
      if (language === 'fr') return { page, context, errors };
      expect(errors.length === 0, errors.join('; '));
      await context.close();
    }
  },

  async 'see what a connection refused, and how far its polls have come'() {
    const altered = { method: 'POST', headers: { 'X-Hub-Signature': `sha256=${'0'.repeat(64)}` }, body: '{"a": 1}' };
    const answer = await fetch(`${world.url}/hooks/jira`, altered);
    expect(answer.status === 401, `a delivery with a wrong signature was answered with ${answer.status}`);
    // No system of this world is polled.
    const soon = new Date(Date.now() + 60_000).toISOString();
    const read = { name: 'issues', every: '5m', watermark: '2026-05-04T10:11:12Z', next_at: soon, failures: 0, error: '' };
    const polls = [read, { ...read, name: 'worklogs', failures: 2, error: 'HTTP 503' }];
    for (const language of ['en', 'fr']) {
      const { page, context, errors } = await open({ language });
      await page.route('**/api/v1/connections', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        for (const each of json.items) if (each.name === 'jira') each.polls = polls;
        await route.fulfill({ response, json });
      });
      await page.goto('/connections/jira');
      await page.getByText(language === 'en' ? 'poll fails' : 'lecture en échec').first().waitFor();
      await page.getByText(language === 'en' ? /every 5m, read up to/ : /toutes les 5m, lu jusqu’à/).first().waitFor();
      const title = language === 'en' ? 'Refused deliveries' : 'Livraisons refusées';
      const refused = page.getByRole('region', { name: title });
      await refused.locator('summary').filter({ hasText: '401' }).first().click();
      await refused.getByText('body_sha256').first().waitFor();
      expect(!(await refused.innerText()).includes('0'.repeat(64)), 'the page shows what was sent as a proof');
      await clean(page);
      await page.screenshot({ path: join(pictures, `connection-refused-${language}.png`) });
      if (language === 'fr') return { page, context, errors };
      expect(errors.length === 0, errors.join('; '));
      await context.close();
    }
  },

  async 'see that most attempts over a connection fail'() {
    const recent = { count: 10, failed: 9, mostly_failed: true, reason: 'http_401: expired', failed_at: '2026-05-04T10:11:12Z' };
    for (const language of ['en', 'fr']) {
      const { page, context, errors } = await open({ language });
      await page.route('**/api/v1/connections', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        for (const each of json.items)
          if (each.name === 'jira') Object.assign(each, { state: 'ready', lanes: [], faulty: false, recent_attempts: recent });
        await route.fulfill({ response, json });
      });
      await page.goto('/connections/jira');
      const says =
        language === 'en'
          ? 'Jira refuses the credentials (401): expired. 9 of the last 10 attempts failed.'
          : /^Jira refuse les identifiants \(401\)\s:\sexpired\. 9 des 10 dernières tentatives sont en échec\.$/;
      await page.locator('.cause').getByText(says).waitFor();
      await page.getByText(language === 'en' ? 'attempts fail' : 'essais en échec', { exact: true }).first().waitFor();
      await page.getByRole('heading', { level: 1, name: language === 'en' ? /not work$/ : /ne fonctionne(nt)? pas$/ }).waitFor();
      const place = page.getByRole('navigation').getByRole('link', { name: language === 'en' ? /^Connections.*not work/ : /^Connexions.*pas/ });
      await place.first().waitFor();
      await clean(page);
      if (language === 'fr') return { page, context, errors };
      expect(errors.length === 0, errors.join('; '));
      await context.close();
    }
  },

  async 'retry all that failed through a connection'() {
    const { page, context, errors } = await open();
    const [run] = (await api('/api/v1/runs?limit=1')).items;
    const all = Array.from({ length: 140 }, (_, at) => ({
      ...run,
      id: `run_${String(at).padStart(13, '0')}`,
      title: `Order ${at + 1}`,
      status: 'failed',
    }));
    const asked = [];
    const retried = [];
    await page.route('**/api/v1/connections', async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      for (const each of json.items)
        if (each.name === 'jira') Object.assign(each, { acts: true, state: 'ready', lanes: [], faulty: false });
      await route.fulfill({ response, json });
    });
    await page.route(
      (url) => url.pathname === '/api/v1/runs',
      async (route) => {
        asked.push(new URL(route.request().url()).searchParams.get('q'));
        await route.fulfill({ json: { items: all.slice(0, 100), next: all[99].id, total: null } });
      },
    );
    await page.route('**/api/v1/runs/bulk', async (route) => {
      const { q, ids = [], cursor, dry_run } = route.request().postDataJSON();
      if (dry_run) asked.push(q);
      else retried.push(...ids);
      const found = cursor ? all.slice(100) : all.slice(0, 100);
      const done = ids.map((id) => ({ id, event: 'evt_0000000000001' }));
      const next = dry_run && !cursor ? all[99].id : null;
      await route.fulfill({ json: { dry_run: dry_run === true, items: dry_run ? found : done, next } });
    });
    await page.goto('/connections/jira');
    await page.getByText('Order 20', { exact: true }).waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Retry all 100+…' }).click();
    const dialog = page.getByRole('dialog');
    const verb = dialog.getByRole('button', { name: 'Retry 140 runs' });
    await verb.waitFor();
    expect(retried.length === 0, 'nothing is retried before it is shown');
    await clean(page);
    await verb.click();
    await dialog.getByText('140 of 140').waitFor();
    expect(new Set(retried).size === 140 && retried.length === 140, `${retried.length} runs were retried`);
    expect(new Set(asked).size === 1 && asked[0] === 'status:failed connection:jira', `what was asked: ${asked.join(' | ')}`);
    return { page, context, errors };
  },

  async 'look at the catalogue of connectors'() {
    const { page, context, errors } = await open();
    await page.goto('/connections');
    await page.getByRole('link', { name: 'All connectors' }).waitFor();
    // How its attempts went stands in the list, where there were any.
    await page.getByRole('columnheader', { name: 'Errors' }).waitFor();
    await page.getByText(/a second, \d+ at once/).first().waitFor();
    const own = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'jira', exact: true }) });
    // None may have come since the server was started anew.
    await own.getByText(/^(\d+(\.\d)? %|–)$/).first().waitFor();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Connectors', exact: true }).click();
    await page.waitForURL(/\/connectors$/);
    const some = page.locator('tbody th');
    await until('more than a few connectors', async () => (await some.count()) > 10);
    await page.getByRole('searchbox', { name: 'Filter connectors' }).fill('create issue jira');
    await until('the connectors with these words', async () => (await some.count()) === 1);
    await page.waitForURL(/q=create/);
    await page.reload();
    await until('the same after a reload', async () => (await some.count()) === 1);
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^Jira/ }) });
    await row.getByRole('link', { name: 'jira', exact: true }).waitFor();
    await row.getByText('webhooks, signed').locator('visible=true').first().waitFor();
    await row.getByRole('button', { name: /operations$/ }).click();
    await page.getByText('create_issue', { exact: true }).waitFor();
    await page.getByText('Create an issue.').waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, 'connectors.png') });
    // On a phone the names stay whole, and what a connector listens to stands below its name.
    await page.setViewportSize({ width: 360, height: 780 });
    await row.locator('.narrow').getByText('webhooks, signed').waitFor();
    await fits(page);
    await clean(page);
    return { page, context, errors };
  },

  async 'hand decisions over, and take them back'() {
    const { page, context, errors } = await open({ token: world.tokens.approver });
    await page.goto('/me');
    await page.getByRole('button', { name: 'Hand over decisions' }).click();
    await page.getByText('This is needed').first().waitFor();
    await page.getByLabel('By', { exact: true }).fill('content-cy');
    await page.getByLabel('Until').fill(new Date(Date.now() + 864e5).toISOString().slice(0, 16));
    await page.getByRole('button', { name: 'Hand over decisions' }).click();
    const row = page.getByRole('row', { name: /sales-sam content-cy/ });
    await row.waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, 'me.png') });
    await row.getByRole('button', { name: /^End it/ }).click();
    await row.waitFor({ state: 'detached' });
    return { page, context, errors };
  },

  async 'nobody approves what he asked for'() {
    await post('/api/v1/events', {
      type: 'deal.entered',
      id: `own-${Date.now()}`,
      data: {
        id: `own-${Date.now()}`,
        stage: 'Closed Won',
        amount: 44_000,
        region: 'AMER',
        needs_site: false,
        competitor: 'Nobody',
        campaign: '7',
        account: { id: '1', name: 'Lima Inc' },
        contact: { name: 'Lee', email: 'lee@example.com' },
      },
    });
    const item = await until('the approval', async () =>
      (await api('/api/v1/approvals?status=open')).items.find((each) => each.ask.includes('Lima')),
    );
    const { page, context, errors } = await open();
    await page.goto(`/inbox/${item.id}`);
    await page.getByText(/You may not decide/).waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).isDisabled(), 'approving is not offered');
    await clean(page);
    return { page, context, errors };
  },

  async 'a viewer sees what takes another role'() {
    const { page, context, errors } = await open({ token: world.tokens.viewer });
    await page.goto('/admin/tokens');
    await page.getByText('Only admins see this').waitFor();
    await page.goto('/events');
    expect(
      await page.getByRole('button', { name: 'Send test event…' }).isDisabled(),
      'sending is not offered to a viewer',
    );
    return { page, context, errors };
  },

  async 'edit, lint, publish; a stale draft is refused'() {
    const { page, context, errors } = await open();
    await page.goto('/templates/lead-handover/edit');
    const editor = page.getByRole('textbox', { name: 'lead-handover.yaml' });
    await editor.waitFor();
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('  note:\n    needs: [asign]\n    set: { a: 1 }\n');
    await page.getByText(/unknown step "asign"/).first().waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, 'editor.png') });
    await page.getByRole('button', { name: 'Change to “assign”' }).click();
    await page
      .getByText(/No findings|nothing in the way/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Publish v2…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('note: new step').waitFor();
    await clean(page);
    await dialog.getByRole('button', { name: 'Publish v2' }).click();
    await page.getByText('v2 is published').waitFor();
    await page.goto('/templates/lead-handover/diff?from=1&to=2');
    await page.getByRole('heading', { name: /v1 to v2/ }).waitFor();
    await clean(page);
    // Somebody else publishes while the draft is open.
    await page.goto('/templates/lead-handover/edit');
    await editor.waitFor();
    const { yaml } = await api('/api/v1/templates/lead-handover');
    await api('/api/v1/templates/lead-handover', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/yaml' },
      body: yaml.replace('Wait a day', 'Wait for a day'),
    });
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# A draft.\n');
    await page.getByText('nothing in the way of publishing').waitFor();
    await page.getByRole('button', { name: /^Publish v/ }).click();
    await dialog.getByRole('button', { name: /^Publish v/ }).click();
    await dialog.getByText('Not published: v3 came meanwhile').waitFor();
    await clean(page);
    // The draft is kept; the journeys after this one begin without it.
    const draft = await api('/api/v1/me/drafts/lead-handover');
    expect(draft.version === 2 && draft.text.startsWith('# A draft.'), `what is kept: ${JSON.stringify(draft)}`);
    await api('/api/v1/me/drafts/lead-handover', { method: 'DELETE' });
    return { page, context, errors, allowed: /404|412/ };
  },

  async 'why an event started nothing'() {
    const { page, context, errors } = await open();
    await page.goto('/events?q=type:crm.lead.updated');
    await page
      .getByRole('row', { name: /L-48191/ })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { name: 'Why L-48191 started nothing' }).waitFor();
    await page.getByText('decides', { exact: true }).waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, 'why-not.png') });
    await page.getByRole('link', { name: 'Payload' }).click();
    await page.getByText('"Orlin Bank"').waitFor();
    await page.goBack();
    await page.getByText('decides', { exact: true }).waitFor();
    return { page, context, errors };
  },

  async 'send a test event and see its run'() {
    const { page: list, context, errors } = await open();
    await list.goto('/runs');
    await list.getByText('Live', { exact: true }).waitFor();
    const page = await context.newPage();
    await page.goto('/events');
    await page.getByRole('button', { name: 'Send test event…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Type').fill('crm.lead.updated');
    await dialog.getByLabel('Data, as JSON').fill('{"id": "L-77", "name": "Test Ltd", "score": 90, "region": "EMEA"}');
    await clean(page);
    await dialog.getByRole('button', { name: 'Send the event' }).click();
    await page.getByText('started a run').first().waitFor();
    await page.close();
    await list.getByRole('button', { name: 'Show 1 new' }).click();
    await list.getByRole('link', { name: /L-77/ }).waitFor();
    await clean(list);
    return { page: list, context, errors };
  },

  async 'make and revoke a token'() {
    const { page, context, errors } = await open();
    await page.goto('/admin/tokens');
    await page.getByRole('button', { name: 'New token…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('journey');
    await dialog.getByRole('textbox', { name: 'Groups' }).fill('legal, sales');
    await dialog.getByRole('radio', { name: /^operator/ }).check();
    await dialog.getByRole('checkbox', { name: 'read', exact: true }).check();
    await dialog.getByLabel('Ends', { exact: true }).selectOption({ label: 'after 7 days' });
    await clean(page);
    await dialog.getByRole('button', { name: 'Make the token' }).click();
    const text = await page.locator('.cli code', { hasText: /^bt_/ }).innerText();
    expect(
      (await fetch(`${world.url}/api/v1/system`, { headers: { Authorization: `Bearer ${text}` } })).ok,
      'the token works',
    );
    const kept = (await api('/api/v1/tokens')).items.find((each) => each.name === 'journey');
    const days = (Date.parse(kept.expires_at) - Date.now()) / 864e5;
    expect(kept.scopes.join() === 'read' && days > 6.9 && days < 7.1, `what is kept: ${JSON.stringify(kept)}`);
    await page
      .getByRole('row', { name: /journey/ })
      .getByRole('button', { name: 'Revoke…' })
      .click();
    await dialog.getByRole('button', { name: 'Revoke it' }).click();
    await page.getByRole('row', { name: /journey/ }).waitFor({ state: 'detached' });
    expect(
      (await fetch(`${world.url}/api/v1/system`, { headers: { Authorization: `Bearer ${text}` } })).status === 401,
      'the token is refused',
    );
    return { page, context, errors };
  },

  async 'add somebody, and see in the audit who did it'() {
    const name = `eve-${Date.now() % 100_000}`;
    const { page, context, errors } = await open();
    await page.goto('/admin/users');
    await page.getByRole('button', { name: 'Add somebody…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByLabel('Name as people write it').fill('Eve');
    await dialog.getByRole('radio', { name: /^approver/ }).check();
    await dialog.getByRole('textbox', { name: 'Groups' }).fill('legal, sales');
    await clean(page);
    await dialog.getByRole('button', { name: 'Add and make the link' }).click();
    await page.getByRole('heading', { name: `The link for ${name}` }).waitFor();
    await page.locator('.cli code', { hasText: '/#code=' }).waitFor();
    const row = page.getByRole('row', { name: new RegExp(name) });
    await row.getByText('invited').waitFor();
    await clean(page);
    await row.getByRole('button', { name: 'Change…' }).click();
    await dialog.getByRole('button', { name: 'Keep out' }).click();
    await row.getByText('kept out').waitFor();
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByText('none was changed').waitFor();
    await page.getByRole('row', { name: new RegExp(`users.add.*${name}`) }).waitFor();
    const details = page.getByRole('button', { name: `Details of users.add ${name}` });
    await details.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('definition').filter({ hasText: 'approver' }).waitFor();
    await page.getByRole('definition').filter({ hasText: '["legal","sales"]' }).waitFor();
    await clean(page);
    await page.keyboard.press('Enter');
    await page.getByRole('definition').first().waitFor({ state: 'detached' });
    const phone = await open({ width: 360, height: 780 });
    await phone.page.goto('/admin/audit?act=users.add');
    await phone.page.getByRole('button', { name: `Details of users.add ${name}` }).click();
    await phone.page.getByRole('definition').filter({ hasText: 'approver' }).waitFor();
    await clean(phone.page);
    await fits(phone.page);
    await phone.context.close();
    errors.push(...phone.errors);
    return { page, context, errors };
  },

  ...decideJourneys({ world, api, post, open, clean, until, expect, pictures }),
  ...foreseeJourneys({ world, api, post, lead, open, clean, until, expect, pictures }),
  ...frenchJourneys({ world, api, lead, open, clean, expect }),
  ...insightJourneys({ api, open, clean, until, expect, pictures }),
  ...buildJourneys({ world, api, post, open, clean, until, expect, pictures }),
  ...migrateJourneys({ api, post, open, clean, until, expect, pictures }),
  ...delegateJourneys({ world, api, put, post, open, clean, fits, tabTo, until, expect, pictures }),
  ...partsJourneys({ world, api, put, post, open, clean, fits, tabTo, until, expect, pictures }),

  async 'ten tabs at once'() {
    const { page, context, errors } = await open();
    const tabs = [page];
    while (tabs.length < 10) tabs.push(await context.newPage());
    for (const [index, tab] of tabs.entries())
      await tab.goto(['/', '/runs', '/events', '/inbox', '/connections'][index % 5]);
    for (const tab of tabs) await tab.getByText('Live', { exact: true }).waitFor();
    return { page, context, errors };
  },

  async 'the server restarts while somebody watches'() {
    const { page, context, errors } = await open();
    await page.goto('/runs');
    await page.getByText('Live', { exact: true }).waitFor();
    const back = world.restart();
    await page.getByText(/Reconnecting|Stale since/).waitFor();
    await back;
    await lead('After the storm');
    const subject = `L-${leads}`;
    await page.getByText('Live', { exact: true }).waitFor({ timeout: Math.max(40_000, patience) });
    // Told by the stream it waits behind the button; when the stream could not tell, the list was fetched anew.
    const told = page.getByRole('button', { name: /^Show \d+ new/ });
    const row = page.getByRole('link', { name: new RegExp(`${subject}$`) });
    await told.or(row).first().waitFor();
    if (await told.isVisible()) await told.click();
    await row.waitFor();
    return { page, context, errors, allowed: /ERR_|Failed to load|502|504|500/ };
  },

  async 'a page that could not be fetched comes when the server is back'() {
    const { page, context, errors } = await open();
    const list = '**/api/v1/templates';
    await page.route(list, (route) => route.abort());
    await page.goto('/templates');
    await page.getByText('The server does not answer').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.unroute(list);
    await world.restart();
    await page.getByRole('table').waitFor({ timeout: Math.max(40_000, patience) });
    return { page, context, errors, allowed: /ERR_|Failed to load|502|504|500/ };
  },

  async 'a long title keeps to its place, and is clicked where it is seen'() {
    const word = 'Donaudampfschifffahrtsgesellschaft';
    const title = `<b>Long</b> ${word.repeat(5)}`;
    const body = [
      'workflow: long-title',
      `title: "${title}"`,
      'on: [{ event: long.wanted }]',
      'steps:',
      '  ask:',
      `    title: "${word.repeat(5)}"`,
      `    approve: { by: { group: sales }, ask: "${word.repeat(4)}?" }`,
      '',
    ].join('\n');
    await api('/api/v1/templates/long-title', { method: 'PUT', headers: { 'Content-Type': 'application/yaml' }, body });
    await post('/api/v1/events', { type: 'long.wanted', id: `long-${Date.now()}`, data: {} });
    await until('its run', async () => (await api('/api/v1/runs?workflow=long-title')).items[0]);
    const wide = await open({ width: 1280, height: 800 });
    const narrow = await open({ width: 360, height: 780 });
    for (const { page } of [wide, narrow]) {
      await page.goto('/runs');
      const link = page.getByRole('link', { name: title });
      const room = (await link.boundingBox()).width;
      expect(room > 150 && room < 360, `a title has ${room} px`);
      await link.click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.getByRole('link', { name: 'Open the request' }).waitFor();
      await fits(page);
      await clean(page);
      await page.getByRole('link', { name: 'Open the request' }).click();
      await page.getByRole('region', { name: 'What happened' }).waitFor();
      await fits(page);
      await page.goto(`/runs?q=connection:${word.repeat(3)}`);
      await page.locator('.qbar .chip').waitFor();
      await fits(page);
    }
    await narrow.context.close();
    return { ...wide, errors: [...wide.errors, ...narrow.errors] };
  },

  async 'the way back leads to where the list stood'() {
    const { page, context, errors } = await open({ width: 1280, height: 600 });
    await page.goto('/runs');
    const pane = page.locator('main .grow');
    await pane.getByRole('row').nth(20).waitFor({ state: 'attached' });
    await pane.evaluate((each) => (each.scrollTop = 300));
    await pane.getByRole('row').nth(14).getByRole('link').click();
    await page.getByRole('link', { name: /^Journal/ }).waitFor();
    await page.goBack();
    await until('the list to stand where it stood', () => pane.evaluate((each) => Math.abs(each.scrollTop - 300) < 2));
    return { page, context, errors };
  },

  async 'every page, light and dark, wide and narrow, in English and French'() {
    const run = (await api('/api/v1/runs?workflow=customer-onboarding&status=waiting')).items[0].id;
    const event = (await api('/api/v1/events?type=crm.lead.updated')).items[0].id;
    const asked = (await api('/api/v1/approvals?status=open')).items[0].id;
    const task = (await api('/api/v1/tasks?status=to-do')).items[0];
    const care = (await api('/api/v1/runs?workflow=account-care')).items[0].id;
    const paths = [
      '/',
      '/runs',
      '/runs?q=statsu:x',
      `/runs/${run}`,
      `/runs/${run}?as=table`,
      `/runs/${run}?view=timeline`,
      `/runs/${run}?view=context`,
      `/runs/${run}?view=journal`,
      '/inbox',
      `/inbox/${asked}`,
      `/inbox/tasks/${task.id}`,
      `/runs/${task.run}?step=${task.step}`,
      '/inbox?tab=team',
      '/inbox?tab=done',
      '/inbox?tab=notices',
      '/goals',
      '/goals?view=table',
      '/goals/retention-2026',
      '/me',
      '/events',
      `/events/${event}`,
      '/events?kind=parked',
      '/events?kind=newer',
      '/events?kind=refused',
      '/connections',
      '/connections/jira',
      '/connectors',
      '/templates',
      '/templates/customer-onboarding',
      '/templates/customer-onboarding/edit',
      '/templates/customer-onboarding/migrate',
      '/templates/account-care',
      `/runs/${care}?step=answer`,
      `/runs/${care}?view=timeline`,
      '/facts',
      '/facts/budget?key=EMEA',
      '/facts/ctr?tab=readers',
      '/routes',
      `/routes/legal-review?try=${encodeURIComponent('{"amount":60000,"region":"EMEA","channel":"web"}')}`,
      '/routes/who-hears',
      '/insights',
      '/insights?from=-7d&template=lead-handover',
      '/admin/calendars',
      '/admin/calendars/fr?when=2026-12-24&add=3bd',
      '/admin/system',
      '/admin/tokens',
      '/admin/users',
      '/admin/audit',
      '/nowhere',
    ];
    const problems = [];
    const looks = [
      [['dark'], 360, 780, 'fr'],
      [['light'], 1000, 800, 'fr'],
      [['dark', 'light'], 1440, 900, 'en'],
    ];
    const look = async ([themes, width, height, language], some) => {
      const opened = await open({ theme: themes[0], width, height, language });
      for (const path of some) {
        await opened.page.goto(path);
        await opened.page.locator('main h1:visible, main table:visible, main .empty:visible, main .split:visible').first().waitFor();
        await opened.page.waitForTimeout(400);
        for (const theme of themes) {
          // A page follows the system at once: which theme it was opened in makes no difference.
          await opened.page.emulateMedia({ colorScheme: theme });
          for (const each of await axe(opened.page)) problems.push(`${path} ${theme} ${width} ${language}: ${each}`);
        }
        const wide = await opened.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) problems.push(`${path} ${width} ${language}: ${wide} px too wide`);
        const cut = await opened.page.evaluate(() =>
          [...document.querySelectorAll('.bar .tabs > [aria-current]')]
            .filter((tab) => tab.checkVisibility() && tab.getBoundingClientRect().right > innerWidth + 1)
            .map((tab) => tab.textContent?.trim()),
        );
        for (const tab of cut) problems.push(`${path} ${width} ${language}: the tab "${tab}" is open and out of sight`);
      }
      problems.push(...opened.errors.filter((each) => !/404/.test(each)));
      return opened;
    };
    // Two pages of each look at a time: while one waits for its server the other is drawn.
    const halves = [0, 1].map((odd) => paths.filter((_, at) => at % 2 === odd));
    const opened = await Promise.all(looks.flatMap((one) => halves.map((half) => look(one, half))));
    expect(problems.length === 0, problems.join('\n      '));
    for (const each of opened.slice(1)) await each.context.close();
    return { ...opened[0], allowed: /404/ };
  },
};

let [passed, failed] = [0, 0];
for (const [name, journey] of Object.entries(journeys)) {
  if (wanted.length > 0 && !wanted.some((each) => name.includes(each))) continue;
  const began = Date.now();
  const contexts = browser.contexts().length;
  try {
    const { page, context, errors, allowed } = await journey();
    const left = errors.filter((each) => !allowed?.test(each));
    await page.screenshot({ path: join(pictures, `${name.replaceAll(/\W+/g, '-')}.png`) });
    await context.close();
    expect(left.length === 0, `errors in the console of the browser:\n      ${left.join('\n      ')}`);
    passed += 1;
    console.log(`ok   ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${error.message}`);
    for (const context of browser.contexts().slice(contexts)) {
      await context
        .pages()[0]
        ?.screenshot({ path: join(pictures, `FAIL-${name.replaceAll(/\W+/g, '-')}.png`) })
        .catch(() => {});
      await context.close();
    }
  }
}
await browser.close();
await site.stop();
await world.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
