// What people do with what a workflow waits for, reads and asks: schedules and windows, facts, decision tables, calendars, service levels, and a step
// that a run does without. journeys.mjs runs them.
import { join } from 'node:path';

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    stale: 'One value is stale: gates that read it are in error',
    set: 'Set it…',
    why: 'Why',
    verb: 'Set budget',
    kept: 'It is on disk.',
    readers: /^Read by/,
    gate: 'the gate',
    expected: 'Expected: number',
    ask: 'Ask the table',
    decides: 'The row board decides',
    noRow: 'No row takes these values',
    calendar: 'Ask the calendar',
    day: 'A day or a moment',
    add: 'And how much later',
    off: 'nobody works on that day',
    holiday: 'a holiday, by the rule 12-25',
    skip: 'Skip…',
    note: 'Why the run can do without it',
    skipVerb: 'Skip Let it rest',
  },
  fr: {
    stale: 'Une valeur est périmée : les portes qui la lisent sont en erreur',
    set: 'Le fixer…',
    why: 'Pourquoi',
    verb: 'Fixer budget',
    kept: 'C’est enregistré.',
    readers: /^Lu par/,
    gate: 'la porte',
    expected: /number/,
    ask: 'Interroger la table',
    decides: 'La ligne board décide',
    noRow: 'Aucune ligne ne prend ces valeurs',
    calendar: 'Interroger le calendrier',
    day: 'Un jour ou un moment',
    add: 'Et combien plus tard',
    off: 'personne ne travaille ce jour-là',
    holiday: 'un jour férié, par la règle 12-25',
    skip: 'Passer…',
    note: 'Pourquoi l’exécution peut s’en passer',
    skipVerb: 'Passer Let it rest',
  },
};

/** The journeys; `kit` has what all journeys share. */
export function decideJourneys({ world, api, post, open, clean, until, expect, pictures }) {
  /** Sets a fact, after a value that does not fit, and sees who reads it and what it was. By keyboard in its dialog. */
  async function setFact(language, remaining) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/facts');
    await page.getByRole('heading', { level: 1, name: say.stale }).waitFor();
    await clean(page);
    await page.getByRole('link', { name: 'budget · EMEA' }).click();
    await page.getByRole('heading', { name: 'budget · EMEA' }).waitFor();
    await page.getByRole('link', { name: say.readers }).click();
    await page.getByRole('row', { name: /account-care/ }).getByText(say.gate).waitFor();
    await clean(page);
    await page.getByRole('button', { name: say.set }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('remaining').fill('much');
    await dialog.getByText(say.expected).waitFor();
    await clean(page);
    await dialog.getByLabel('remaining').fill(String(remaining));
    await dialog.getByLabel(say.why).fill('more from finance');
    await page.keyboard.press('Enter');
    await page.getByText(say.kept).waitFor();
    await until('the fact', async () => {
      const [kept] = (await api('/api/v1/facts/budget?key=EMEA')).items;
      return kept?.value.remaining === remaining && kept.note === 'more from finance';
    });
    const rows = (await api('/api/v1/audit?act=facts.set')).items;
    expect(rows.some((row) => row.object === 'budget' && row.detail.note === 'more from finance'), 'the audit has it');
    await page.goto('/facts/budget?key=EMEA');
    await page.getByRole('row', { name: new RegExp(`remaining: ${remaining}.*more from finance`) }).first().waitFor();
    await page.screenshot({ path: join(pictures, `fact-${language}.png`) });
    return opened;
  }

  async function tryRoute(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/routes');
    await page.getByRole('link', { name: 'legal-review' }).click();
    await page.getByRole('heading', { level: 1, name: 'legal-review' }).waitFor();
    await clean(page);
    await page.getByRole('textbox', { name: 'amount' }).fill('60000');
    await page.getByRole('combobox', { name: 'region' }).selectOption('EMEA');
    await page.getByLabel('channel').fill('web');
    await page.keyboard.press('Enter');
    await page.getByText(say.decides).waitFor();
    await clean(page);
    expect(new URL(page.url()).searchParams.get('try')?.includes('60000'), 'what was tried is in the address');
    await page.reload();
    await page.getByText(say.decides).waitFor();
    // A table with a hole says so, and so does a try that falls into it.
    await page.goto('/routes/who-hears');
    await page.getByText(/no row takes/).first().waitFor();
    await page.getByRole('textbox', { name: 'amount' }).fill('5');
    await page.getByRole('combobox', { name: 'region' }).selectOption('AMER');
    await page.getByRole('button', { name: say.ask }).click();
    await page.getByRole('heading', { name: say.noRow }).waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `route-${language}.png`) });
    return opened;
  }

  async function askCalendar(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/admin/calendars');
    await page.getByRole('link', { name: 'fr', exact: true }).click();
    await page.getByLabel(say.day).fill('Christmas');
    await page.getByRole('button', { name: say.calendar }).click();
    await page.getByText(/expected a day like/).waitFor();
    await clean(page);
    await page.getByLabel(say.day).fill('2026-12-25');
    await page.getByLabel(say.add).fill('1bd');
    await page.keyboard.press('Enter');
    await page.getByText(say.off).waitFor();
    await page.getByText(say.holiday).waitFor();
    await page.getByText(/2026, 08:00:00|28/).first().waitFor();
    await clean(page);
    await page.reload();
    await page.getByText(say.holiday).waitFor();
    await page.screenshot({ path: join(pictures, `calendar-${language}.png`) });
    return { ...opened, allowed: /400/ };
  }

  async function skipStep(language) {
    const say = languages[language];
    const wanted = await post('/api/v1/events', { type: 'survey.wanted', id: `survey-${language}-${Date.now()}` });
    const { id } = await until('the run', async () =>
      (await api('/api/v1/runs?workflow=survey')).items.find((each) => each.trigger === wanted.id),
    );
    const opened = await open({ language });
    const { page } = opened;
    await page.goto(`/runs/${id}?step=rest`);
    await page.getByRole('button', { name: say.skip }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Send the survey').waitFor();
    const shown = await dialog.getByRole('definition').allTextContents();
    expect(shown.join() === 'Send the survey,Thank them,Plan the survey', `what the dialog says before: ${shown}`);
    await clean(page);
    await dialog.getByLabel(say.note).fill('It was answered by phone.');
    await page.screenshot({ path: join(pictures, `skip-${language}.png`) });
    await dialog.getByRole('button', { name: say.skipVerb }).click();
    await dialog.waitFor({ state: 'detached' });
    const ended = await until('the end of the run', async () => {
      const now = await api(`/api/v1/runs/${id}`);
      return now.status === 'succeeded' ? now : null;
    });
    expect(
      ended.steps.map((each) => each.status).join() === 'succeeded,skipped,skipped,succeeded',
      `what became of the steps: ${ended.steps.map((each) => each.status)}`,
    );
    await page.goto(`/runs/${id}?view=journal`);
    await page.getByText(/It was answered by phone/).first().waitFor();
    await clean(page);
    return opened;
  }

  return {
    async 'a workflow shows when it starts by itself'() {
      const { page, context, errors } = await open();
      await page.goto('/templates/account-care');
      await page.getByRole('heading', { name: 'Schedules' }).waitFor();
      await page.getByText('Europe/Paris').first().waitFor();
      const acme = page.getByRole('row', { name: /^Acme/ });
      await acme.getByText('2 of 3 different person: ann, bob').waitFor();
      await acme.getByText('1 more different person').waitFor();
      await page.getByRole('row', { name: /^spring 0.025 0.05/ }).waitFor();
      await clean(page);
      await page.screenshot({ path: join(pictures, 'begins.png') });
      await post('/api/v1/events', {
        type: 'web.page.seen',
        id: `seen-${Date.now()}`,
        data: { account: 'Acme', person: 'dee' },
      });
      await acme.getByText(/has fired, rests until/).waitFor();
      await clean(page);
      return { page, context, errors };
    },

    'set a fact, and see who reads it': () => setFact('en', 30_000),
    'fixer un fait': () => setFact('fr', 31_000),

    async 'a viewer reads facts, and sets none'() {
      const { page, context, errors } = await open({ token: world.tokens.viewer });
      await page.goto('/facts/ctr');
      await page.getByRole('heading', { name: /It is stale/ }).waitFor();
      await clean(page);
      expect(await page.getByRole('button', { name: 'Set it…' }).isDisabled(), 'setting is not offered to a viewer');
      await page.getByText('Takes the role operator').waitFor();
      return { page, context, errors };
    },

    'try a route': () => tryRoute('en'),
    'essayer une table': () => tryRoute('fr'),
    'ask a calendar': () => askCalendar('en'),
    'interroger un calendrier': () => askCalendar('fr'),
    'skip a step': () => skipStep('en'),
    'passer une étape': () => skipStep('fr'),

    async 'a run shows its service levels and when it is due'() {
      const run = await until('the run', async () => {
        const [found] = (await api('/api/v1/runs?workflow=account-care&key=Kestrel%20Air')).items;
        const whole = found && (await api(`/api/v1/runs/${found.id}`));
        return whole?.steps.some((each) => each.sla?.missed.includes('goal')) ? whole : null;
      });
      const { page, context, errors } = await open();
      await page.goto(`/runs/${run.id}?step=answer`);
      const panel = page.getByRole('region', { name: 'Answer them', exact: true });
      await panel.getByText('its clock runs').waitFor();
      await panel.getByText(/^missed, /).waitFor();
      await page.getByText('Run due', { exact: true }).waitFor();
      await clean(page);
      await page.screenshot({ path: join(pictures, 'sla.png') });
      await page.goto(`/runs/${run.id}?step=call`);
      const other = page.getByRole('region', { name: 'Call them', exact: true });
      await other.getByText('its clock stands still').waitFor();
      await other.getByText('steps.vendor.status == "waiting"').waitFor();
      await page.getByRole('link', { name: 'Timeline' }).click();
      await page.getByText('goal, due, late; filled when missed').waitFor();
      await clean(page);
      await page.screenshot({ path: join(pictures, 'sla-timeline.png') });
      // What the service level says is the due time in the inbox as well.
      await page.goto(`/inbox/tasks/${run.id}.answer`);
      const item = page.getByRole('article', { name: /^Answer / });
      await item.getByText(/^due .+, in /).waitFor();
      await item.getByRole('heading', { name: 'Service level' }).waitFor();
      await clean(page);
      await page.goto('/runs?q=template:account-care');
      await page.getByRole('cell').getByText(/^due /).first().waitFor();
      await clean(page);
      return { page, context, errors };
    },
  };
}
