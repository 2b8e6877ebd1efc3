// What people do with a run when a newer version of its workflow is there: they look at what a migration would mean, and have it done
// or read why it cannot be. journeys.mjs runs them.
import { join } from 'node:path';

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    menu: 'Migrate…',
    version: 'Version',
    reason: 'Reason, kept with the run',
    verb: (version) => `Migrate to v${version}`,
    nothing: 'nothing',
  },
  fr: {
    menu: 'Migrer…',
    version: 'Version',
    reason: 'Motif, gardé avec l’exécution',
    verb: (version) => `Migrer vers la v${version}`,
    nothing: 'rien',
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

  return {
    'migrate a run': () => migrate('en'),
    'migrer une exécution': () => migrate('fr'),
    'a run that cannot be migrated': () => refused('en'),
    'une exécution qui ne peut être migrée': () => refused('fr'),
  };
}
