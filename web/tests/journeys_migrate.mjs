// What people do with runs when a newer version of their workflow is there: they look at what a migration would mean, for one run or for
// all that are open, and have it done or read why it cannot be. journeys.mjs runs them.
import { join } from 'node:path';

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    menu: 'Migrate…',
    version: 'Version',
    reason: 'Reason, kept with the run',
    verb: (version) => `Migrate to v${version}`,
    nothing: 'nothing',
    publish: 'Publish v2',
    to: 'To version',
    link: (version) => `Migrate open runs to v${version}`,
    sum: (able, all) => `${able} of ${all} run${all === 1 ? '' : 's'} can be migrated to v2`,
    noneOpen: 'No open run has another version than v1.',
    noneChosen: 'Choose the versions that the runs have now.',
    can: 'can be migrated',
    refused: 'refused',
    one: 'Migrate one run to v2…',
    reasons: 'Reason, kept with the runs',
    close: 'Close',
  },
  fr: {
    menu: 'Migrer…',
    version: 'Version',
    reason: 'Motif, gardé avec l’exécution',
    verb: (version) => `Migrer vers la v${version}`,
    nothing: 'rien',
    publish: 'Publier v2',
    to: 'Vers la version',
    link: (version) => `Migrer les exécutions ouvertes vers la v${version}`,
    sum: (able, all) => `${able} exécution sur ${all} peut être migrée vers la v2`,
    noneOpen: 'Aucune exécution ouverte n’a une autre version que la v1.',
    noneChosen: 'Choisissez les versions actuelles des exécutions.',
    can: 'peut être migrée',
    refused: 'refusée',
    one: 'Migrer une exécution vers la v2…',
    reasons: 'Motif, gardé avec les exécutions',
    close: 'Fermer',
  },
};

/** The journeys; `kit` has what all journeys share. */
export function migrateJourneys({ api, post, open, clean, until, expect, pictures }) {
  /** A run of v1 that rests, of a workflow whose v2 rests for another time, and whose v3 has another step at the end. */
  async function restingRun(workflow) {
    const wanted = `${workflow.replace('-', '.')}.wanted`;
    const put = (days, last) =>
      api(`/api/v1/templates/${workflow}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/yaml' },
        body: [
          `workflow: ${workflow}`,
          `on: [{ event: ${wanted} }]`,
          'steps:',
          '  prepare: { title: Prepare it, set: { ready: true } }',
          `  rest: { title: Let it rest, needs: prepare, sleep: { for: ${days}d } }`,
          `  ${last}`,
          '',
        ].join('\n'),
      });
    const fax = 'fax: { title: Send the fax, needs: rest, set: { sent: true } }';
    await put(9, fax);
    await post('/api/v1/events', { type: wanted, id: `${workflow}-${Date.now()}`, data: {} });
    const run = await until('its run', async () =>
      (await api(`/api/v1/runs?workflow=${workflow}&status=waiting`)).items.find((each) => each.version === 1),
    );
    await put(8, fax);
    await put(9, 'call: { title: Call them, needs: rest, set: { called: true } }');
    return run;
  }

  async function openDialog(run, language) {
    const opened = await open({ language });
    await opened.page.goto(`/runs/${run.id}`);
    await opened.page.getByRole('button', { name: languages[language].menu }).click();
    return { ...opened, dialog: opened.page.getByRole('dialog') };
  }

  /** What the migration means is said before the click, and what was said is what came. */
  async function migrate(language) {
    const say = languages[language];
    const run = await restingRun(`moving-${language}`);
    const { dialog, ...opened } = await openDialog(run, language);
    const { page } = opened;
    await dialog.getByText('Send the fax').waitFor();
    const shown = (await dialog.getByRole('definition').allTextContents()).map((each) => each.trim());
    const told = ['Prepare it', 'Let it rest', 'call', 'Send the fax', say.nothing, say.nothing];
    expect(shown.join() === told.join(), `what the dialog says before: ${shown}`);
    await dialog.getByLabel(say.reason).fill('Nobody has a fax any more.');
    await clean(page);
    await page.screenshot({ path: join(pictures, `migrate-${language}.png`) });
    await dialog.getByRole('button', { name: say.verb(3) }).click();
    await dialog.waitFor({ state: 'detached' });
    const moved = await until('the run to be of v3', async () => {
      const now = await api(`/api/v1/runs/${run.id}`);
      return now.version === 3 ? now : null;
    });
    const steps = moved.steps.map((each) => `${each.name} ${each.status}`).join();
    expect(steps === 'prepare succeeded,rest waiting,call pending', `what became of the steps: ${steps}`);
    await page.getByRole('link', { name: `moving-${language} v3` }).waitFor();
    await page.goto(`/runs/${run.id}?view=journal`);
    await page.getByText(/Nobody has a fax any more/).first().waitFor();
    await clean(page);
    return opened;
  }

  /** A version that a run cannot go on with is refused before the click, with the step and the reason. */
  async function refused(language) {
    const say = languages[language];
    const run = await restingRun(`staying-${language}`);
    const [conflict] = (await api(`/api/v1/runs/${run.id}/migrate?to=2`)).conflicts;
    expect(conflict?.step === 'rest' && conflict.message.includes('waiting'), `the conflict: ${JSON.stringify(conflict)}`);
    const { dialog, ...opened } = await openDialog(run, language);
    const { page } = opened;
    await dialog.getByText('Send the fax').waitFor();
    await dialog.getByLabel(say.version).fill('2');
    await dialog.getByText(conflict.message).waitFor();
    const line = await dialog.getByRole('paragraph').filter({ hasText: conflict.message }).innerText();
    expect(line.includes('Let it rest'), `the step that is in the way is named: ${line}`);
    expect(await dialog.getByRole('button', { name: say.verb(2) }).isDisabled(), 'migrating is not offered');
    await clean(page);
    await page.screenshot({ path: join(pictures, `migrate-refused-${language}.png`) });
    await dialog.getByLabel(say.version).fill('3');
    await dialog.getByText(conflict.message).waitFor({ state: 'detached' });
    await until('v3 to be offered', () => dialog.getByRole('button', { name: say.verb(3) }).isEnabled());
    expect((await api(`/api/v1/runs/${run.id}`)).version === 1, 'looking changes nothing');
    return opened;
  }

  /** Goes on by the Tab key until the focus is there. */
  async function tabTo(page, target) {
    await target.waitFor();
    for (let steps = 0; steps < 120; ++steps) {
      if (await target.evaluate((each) => each === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not come to ${target}, but to ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`);
  }

  /** Publishes a version, and plans for the open runs of the one before, by keyboard alone: one of them can be migrated, the other cannot. */
  async function plan(language, width) {
    const say = languages[language];
    const workflow = `planning-${language}`;
    const wanted = `planning.${language}.wanted`;
    const text = (days) =>
      [
        `workflow: ${workflow}`,
        'on:',
        `  - event: ${wanted}`,
        '    key: event.data.id',
        '    inputs: { long: "${event.data.long}" }',
        'inputs:',
        '  long: { type: boolean, description: Which rest it is. }',
        'steps:',
        '  nap: { title: Take a nap, when: "!inputs.long", sleep: { for: 9d } }',
        `  rest: { title: Let it rest, when: inputs.long, sleep: { for: ${days}d } }`,
        '',
      ].join('\n');
    const headers = { 'Content-Type': 'application/yaml' };
    await api(`/api/v1/templates/${workflow}`, { method: 'PUT', headers, body: text(9) });
    for (const long of [true, false])
      await post('/api/v1/events', { type: wanted, id: `${workflow}-${long}-${Date.now()}`, data: { id: `long-${long}`, long } });
    const runs = await until('both runs', async () => {
      const { items } = await api(`/api/v1/runs?workflow=${workflow}&status=waiting`);
      return items.length === 2 ? items : null;
    });
    const [resting, napping] = ['long-true', 'long-false'].map((key) => runs.find((each) => each.key === key));

    const opened = await open({ language, width });
    const { page } = opened;
    await page.goto(`/templates/${workflow}/edit`);
    await page.getByRole('textbox', { name: `${workflow}.yaml` }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete'); // inserted in place of other text it gets styles from the browser, which the page's policy refuses
    await page.keyboard.insertText(text(8));
    await page.getByRole('button', { name: `${say.publish}…`, disabled: false }).waitFor();
    await page.keyboard.press('Control+Enter');
    const publishing = page.getByRole('dialog');
    await publishing.getByRole('link').first().waitFor(); // how many runs are open is known
    await tabTo(page, publishing.getByRole('button', { name: say.publish, exact: true }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('link', { name: say.link(2) }));
    await page.keyboard.press('Enter');

    const says = page.getByRole('status').filter({ hasText: say.sum(1, 2) });
    await says.waitFor();
    const refused = page.getByRole('row').filter({ hasText: resting.title });
    await refused.getByText(say.refused, { exact: true }).waitFor();
    await refused.getByText(/step "rest": it is waiting/).waitFor();
    await page.getByRole('row').filter({ hasText: napping.title }).getByText(say.can, { exact: true }).waitFor();
    await clean(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond <= 0, `the page is ${beyond} px too wide`);
    await page.screenshot({ path: join(pictures, `migrate-plan-${language}.png`) });

    await tabTo(page, page.getByLabel(say.to));
    await page.keyboard.press('ArrowDown');
    await page.getByText(say.noneOpen).waitFor();
    await page.keyboard.press('ArrowUp');
    await says.waitFor();
    await tabTo(page, page.getByRole('checkbox', { name: 'v1' }));
    await page.keyboard.press('Space');
    await page.getByText(say.noneChosen).waitFor();
    expect(new URL(page.url()).search === '?to=2&from=0', `the address keeps the choice: ${page.url()}`);
    await page.keyboard.press('Space');
    await says.waitFor();

    await tabTo(page, page.getByRole('button', { name: say.one }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(napping.title).waitFor();
    expect((await dialog.getByText(resting.title).count()) === 0, 'what cannot be migrated is not in the dialog');
    await clean(page);
    await tabTo(page, dialog.getByLabel(say.reasons));
    await page.keyboard.type('A week is enough.');
    await tabTo(page, dialog.getByRole('button', { name: say.verb(2) }));
    await page.keyboard.press('Enter');
    await until('the run to be of v2', async () => (await api(`/api/v1/runs/${napping.id}`)).version === 2);
    await tabTo(page, dialog.getByRole('button', { name: say.close }));
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('status').filter({ hasText: say.sum(0, 1) }).waitFor();
    expect((await api(`/api/v1/runs/${resting.id}`)).version === 1, 'the other run stays as it is');
    await clean(page);
    await page.goto(`/templates/${workflow}`);
    await page.getByRole('link', { name: say.link(2) }).waitFor();
    return opened;
  }

  return {
    'plan the migration of open runs, by keyboard': () => plan('en', 1440),
    'planifier la migration des exécutions ouvertes': () => plan('fr', 360),
    'migrate a run': () => migrate('en'),
    'migrer une exécution': () => migrate('fr'),
    'a run that cannot be migrated': () => refused('en'),
    'une exécution qui ne peut être migrée': () => refused('fr'),
  };
}
