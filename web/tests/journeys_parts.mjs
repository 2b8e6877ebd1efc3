// What people do with the undo of steps, with the items of an `each`, and with runs that a step has begun. journeys.mjs runs these journeys.
import { join } from 'node:path';

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    failed: 'What Open the account did could not be undone',
    undone: 'Undone',
    first: 'Rent the rooms',
    both: 'Rent the rooms, then Open the account',
    again: 'Try to undo it again…',
    undo: 'Undo Open the account',
    undoing: 'Undo Rent the rooms',
    ended: 'Announce it failed',
    timeline: 'Timeline',
    mark: 'failed',
    undoFailed: 'undoing: failed',

    itemsFailed: 'Invite them failed',
    itemsWhy: /^1 of 3 items failed\. 1: http answered 422/,
    two: '2 of 3 done.',
    rest: '0 under way, 1 failed, 0 not begun',
    all: '3 of 3 done.',
    retryStep: 'Retry Invite them…',
    kept: 'Invite them, 2 of 3 items: done, not done again',
    anew: /begins anew.*invite\[1\]/,

    child: 'Build the site waits for the run that it began',
    openChild: 'Open that run',
    partOf: 'Part of',
    cancel: 'Cancel…',
    with: 'Cancelled with it',
    reason: 'Reason, kept with the run',
    verb: 'Cancel the run',
    cancelled: 'Cancelled by',
  },
  fr: {
    failed: 'Ce que Open the account a fait n’a pas pu être défait',
    undone: 'Défait',
    first: 'Rent the rooms',
    both: 'Rent the rooms, puis Open the account',
    again: 'Réessayer de défaire…',
    undo: 'Défaire Open the account',
    undoing: 'Défaire Rent the rooms',
    ended: 'Announce it : échec',
    timeline: 'Chronologie',
    mark: 'échouée',
    undoFailed: 'défaire : échouée',

    itemsFailed: 'Invite them : échec',
    itemsWhy: /^1 élément sur 3 en échec\. 1\s:\shttp a répondu 422/,
    two: '2 sur 3 faits.',
    rest: '0 en cours, 1 en échec, 0 pas commencé',
    all: '3 sur 3 faits.',
    retryStep: 'Relancer Invite them…',
    kept: 'Invite them, 2 éléments sur 3 : faits, pas refaits',
    anew: /recommence.*invite\[1\]/,

    child: 'Build the site attend l’exécution qu’elle a lancée',
    openChild: 'Ouvrir cette exécution',
    partOf: 'Partie de',
    cancel: 'Annuler…',
    with: 'Annulé avec elle',
    reason: 'Motif, gardé avec l’exécution',
    verb: 'Annuler l’exécution',
    cancelled: 'Annulée par',
  },
};

/** The journeys; `kit` has what all journeys share. */
export function partsJourneys({ world, api, put, post, open, clean, fits, tabTo, until, expect, pictures }) {
  /** The vendor refuses the next request to each of these paths for good. */
  const refuse = (...paths) =>
    fetch(`${world.vendors}/_control`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ fail: paths.map((path) => ({ path_prefix: `/http/${path}`, method: 'POST', status: 422, times: 1 })) }),
    });

  /** Starts the only run of a workflow, and returns it once `holds` is true of it. */
  async function start(workflow, data, what, holds) {
    await post('/api/v1/events', { type: `${workflow}.wanted`, id: `${workflow}-${Date.now()}`, data });
    const { id } = await until('the run', async () => (await api(`/api/v1/runs?workflow=${workflow}`)).items[0]);
    return became(id, what, holds);
  }
  const became = (id, what, holds) =>
    until(what, async () => {
      const now = await api(`/api/v1/runs/${id}`);
      return holds(now) ? now : null;
    });
  const sized = (narrow) => (narrow ? { width: 360, height: 780 } : {});

  /** Presses a button or a link: by Tab and Enter alone, or, on a phone, with a finger. */
  async function press(page, target, narrow) {
    if (narrow) return target.click();
    await tabTo(page, target);
    await page.keyboard.press('Enter');
  }

  /** A run has failed and takes back what it did, the last first; one undo fails, stands out, and is tried again from the page. */
  async function undo(language, narrow) {
    const say = languages[language];
    const workflow = `branch-${language}`;
    const action = (path) => `do: http.post, with: { path: /${workflow}/${path}, json: {} }`;
    await put(workflow, [
      'title: Open a branch',
      `on: [{ event: ${workflow}.wanted }]`,
      'steps:',
      `  account: { title: Open the account, ${action('account')}, undo: { ${action('account/close')} } }`,
      `  rooms: { title: Rent the rooms, needs: account, ${action('rooms')}, undo: { ${action('rooms/leave')} } }`,
      `  announce: { title: Announce it, needs: rooms, ${action('news')} }`,
      'on_failure: { undo: true }',
    ]);
    await refuse(`${workflow}/news`, `${workflow}/account/close`);
    const run = await start(workflow, {}, 'an undo that fails', (now) => now.status === 'paused');
    const { page, context, errors } = await open({ language, ...sized(narrow) });
    await page.goto(`/runs/${run.id}`);
    const cause = page.locator('.cause');
    await cause.getByRole('heading', { name: say.failed }).waitFor();
    await cause.getByRole('definition').filter({ hasText: new RegExp(`^${say.first}$`) }).waitFor();
    // The step itself has succeeded; what stands out is that its effect is still there.
    if (narrow) await page.getByRole('row', { name: new RegExp(`${say.mark} Open the account ${say.undoFailed}`) }).waitFor();
    else await page.locator('svg.dag a[data-s="failed"]', { hasText: 'Open the account' }).waitFor();
    await clean(page);
    await fits(page);
    await page.screenshot({ path: join(pictures, `undo-failed-${language}.png`) });
    await press(page, cause.getByRole('button', { name: say.again }), narrow);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('definition').filter({ hasText: say.undo }).first().waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `undo-retry-${language}.png`) });
    await press(page, dialog.getByRole('button', { name: say.undo }), narrow);
    await dialog.waitFor({ state: 'detached' });
    const ended = await became(run.id, 'the end of the run', (now) => now.status === 'failed');
    const steps = ended.steps.map((each) => `${each.name} ${each.status}`).join();
    expect(steps === 'account undone,rooms undone,announce failed', `what became of the steps: ${steps}`);
    await cause.getByRole('heading', { name: say.ended }).waitFor();
    await cause.getByRole('definition').filter({ hasText: new RegExp(`^${say.both}$`) }).waitFor();
    await clean(page);
    await fits(page);
    await page.screenshot({ path: join(pictures, `undone-${language}.png`) });
    await press(page, page.getByRole('link', { name: say.timeline }), narrow);
    await page.getByRole('rowheader', { name: say.undo }).waitFor();
    const rows = await page.locator('table.gantt').getByRole('rowheader').getByRole('link').allInnerTexts();
    const told = ['Open the account', 'Rent the rooms', 'Announce it', say.undoing, say.undo];
    expect(rows.join() === told.join(), `the rows of the time line: ${rows}`);
    await clean(page);
    await fits(page);
    return { page, context, errors };
  }

  /** A run has failed for one item of several: it is found, retried, and done for that item alone. */
  async function items(language, narrow) {
    const say = languages[language];
    const workflow = `webinar-${language}`;
    await put(workflow, [
      'title: Plan a webinar',
      `on: [{ event: ${workflow}.wanted, inputs: { people: "\${event.data.people}" } }]`,
      'inputs: { people: list }',
      'steps:',
      `  invite: { title: Invite them, each: "\${inputs.people}", do: http.post, with: { path: "/${workflow}/\${item}", json: {} } }`,
      '  report: { title: Report it, needs: invite, set: { reported: true } }',
    ]);
    await refuse(`${workflow}/bob`);
    const people = ['ana', 'bob', 'cy'];
    const run = await start(workflow, { people }, 'the failure', (now) => now.status === 'failed');
    const { page, context, errors } = await open({ language, ...sized(narrow) });
    await page.goto(`/runs?q=status:failed template:${workflow}`);
    const link = page.getByRole('link', { name: 'Plan a webinar' });
    await link.waitFor();
    if (narrow) await link.click();
    else {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
    }
    await page.getByRole('heading', { name: say.itemsFailed }).waitFor();
    await page.locator('.cause').getByText(say.itemsWhy).waitFor();
    if (narrow) await page.getByRole('link', { name: 'Invite them', exact: true }).first().click();
    else await page.locator('svg.dag a[data-s="failed"]', { hasText: '2/3' }).waitFor();
    const panel = page.getByRole('region', { name: 'Invite them', exact: true });
    await panel.getByText(say.two).waitFor();
    await panel.getByText(say.rest).waitFor();
    await panel.getByRole('row', { name: new RegExp(`^${say.mark} 1 bob .*422`) }).waitFor();
    await clean(page);
    await fits(page);
    await page.screenshot({ path: join(pictures, `items-failed-${language}.png`) });
    if (narrow) await panel.getByRole('button', { name: say.retryStep }).click();
    else await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(say.kept).waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `items-retry-${language}.png`) });
    await press(page, dialog.locator('footer .pri'), narrow);
    await dialog.waitFor({ state: 'detached' });
    await became(run.id, 'the run to succeed', (now) => now.status === 'succeeded');
    await page.goto(`/runs/${run.id}?step=invite&tab=items`);
    await panel.getByText(say.all).waitFor();
    await clean(page);
    const rows = await api(`/api/v1/runs/${run.id}/journal`);
    const sent = rows.items.flatMap((each) => each.transitions).filter((each) => each.is === 'StepStarted' && each.step === 'invite');
    const counts = people.map((_, item) => sent.filter((each) => each.item === item).length);
    expect(counts.join() === '1,2,1', `how often each item was sent: ${counts}`);
    await page.goto(`/runs/${run.id}?view=timeline`);
    await page.getByRole('rowheader', { name: 'Invite them' }).waitFor();
    await clean(page);
    await page.goto(`/runs/${run.id}?view=journal`);
    await page.getByRole('row', { name: say.anew }).waitFor();
    await clean(page);
    await fits(page);
    return { page, context, errors };
  }

  /** From a run to the one that its step has begun, and back; both are cancelled at once, and both pages say so. */
  async function subRun(language, narrow) {
    const say = languages[language];
    const [order, build] = [`order-${language}`, `build-${language}`];
    await put(build, ['title: Building', 'steps:', '  texts: { title: Write the texts, sleep: { for: 9d } }']);
    await put(order, [
      'title: Order of a site',
      `on: [{ event: ${order}.wanted }]`,
      'steps:',
      `  site: { title: Build the site, run: ${build} }`,
      '  greet: { title: Greet them, needs: site, set: { greeted: true } }',
    ]);
    const run = await start(order, {}, 'the run that it begins', (now) => now.steps[0].child);
    const child = await became(run.steps[0].child.run, 'that run to wait', (now) => now.status === 'waiting');
    const { page, context, errors } = await open({ language, ...sized(narrow) });
    await page.goto(`/runs/${run.id}`);
    await page.getByRole('heading', { name: say.child }).waitFor();
    await clean(page);
    await fits(page);
    await press(page, page.getByRole('link', { name: say.openChild }), narrow);
    await page.getByRole('heading', { level: 1, name: 'Building' }).waitFor();
    expect(new URL(page.url()).pathname === `/runs/${child.id}`, `the link leads to ${page.url()}`);
    await page.getByText(say.partOf, { exact: true }).waitFor();
    await clean(page);
    await fits(page);
    await page.screenshot({ path: join(pictures, `sub-run-${language}.png`) });
    await press(page, page.getByRole('link', { name: 'site', exact: true }), narrow);
    const panel = page.getByRole('region', { name: 'Build the site', exact: true });
    await panel.getByRole('link', { name: `${build} v1` }).waitFor();
    if (narrow) await page.goto(`/runs/${run.id}`);
    await press(page, page.getByRole('button', { name: say.cancel }).locator('visible=true'), narrow);
    const dialog = page.getByRole('dialog');
    await dialog.getByText(say.with).waitFor();
    await dialog.getByRole('link', { name: 'Build the site' }).waitFor();
    await dialog.getByLabel(say.reason).fill('The order was withdrawn.');
    await clean(page);
    await page.screenshot({ path: join(pictures, `sub-run-cancel-${language}.png`) });
    await press(page, dialog.getByRole('button', { name: say.verb }), narrow);
    await dialog.waitFor({ state: 'detached' });
    await became(child.id, 'that run to be cancelled', (now) => now.status === 'cancelled');
    const cause = page.locator('.cause');
    await cause.getByRole('heading', { name: say.cancelled }).waitFor();
    await cause.getByText(say.with).waitFor();
    await clean(page);
    await fits(page);
    await page.screenshot({ path: join(pictures, `sub-run-cancelled-${language}.png`) });
    await press(page, cause.getByRole('link', { name: 'Build the site' }), narrow);
    await page.getByRole('heading', { level: 1, name: 'Building' }).waitFor();
    await cause.getByRole('heading', { name: say.cancelled }).waitFor();
    await cause.getByText('The order was withdrawn.').waitFor();
    await clean(page);
    return { page, context, errors };
  }

  return {
    'see what was undone, and undo the rest, by keyboard': () => undo('en', false),
    'voir ce qui a été défait, sur un téléphone': () => undo('fr', true),
    'find the item that failed, and retry it, by keyboard': () => items('en', false),
    'trouver l’élément en échec, sur un téléphone': () => items('fr', true),
    'go to the run that a step began, and cancel both, by keyboard': () => subRun('en', false),
    'aller à l’exécution lancée par une étape, sur un téléphone': () => subRun('fr', true),
  };
}
