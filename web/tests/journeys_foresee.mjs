// What people see of where things lead: goals, forecasts, summaries that name their lines, and notices. journeys.mjs runs them.
import { join } from 'node:path';

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    title: /^Of 4 goals/,
    coverage: /lead to a goal/,
    table: 'Table',
    caption: 'Goals, each with what is beneath it',
    backlog: 'Open work, as the goals need it',
    atRisk: 'at risk',
    goal: 'Keep the customers',
    leadsTo: 'Leads to',
    inWay: 'What stands in its way',
    stands: /^\d+ .*of Keep the customers (failed|blocked)/,
    kpi: /reached/,
    open: 'Open the run',
    runGoal: 'Goal',
    few: /^Too little data to rely on/,
    ends: /^Half of such runs end before/,
    late: /Late with \d+\s%/,
    when: 'Forecast',
    openSteps: 'Open steps',
    likely: /^late with \d+\s%$/,
    happened: 'What happened',
    line: /^line \d+/,
    why: /^Why you: you are in sales, which may decide\./,
    notices: 'Notices',
    ended: /run succeeded/,
    operates: 'you operate workflows',
    setBy: 'Set by',
    source: 'event crm.lead.updated',
  },
  fr: {
    title: /^Sur 4 objectifs/,
    coverage: /mènent à un objectif/,
    table: 'Tableau',
    caption: 'Objectifs, chacun avec ce qui est dessous',
    backlog: 'Travail en cours, selon ce que veulent les objectifs',
    atRisk: 'à risque',
    goal: 'Keep the customers',
    leadsTo: 'Mène à',
    inWay: 'Ce qui le bloque',
    stands: /^\d+ .*de «\sKeep the customers\s» (en échec|à l’arrêt)/,
    kpi: /(?<!non )atteint/,
    open: 'Ouvrir l’exécution',
    runGoal: 'Objectif',
    few: /^Trop peu de données pour s’y fier/,
    ends: /^La moitié de telles exécutions finit avant/,
    late: /En retard à \d+\s%/,
    when: 'Prévision',
    openSteps: 'Étapes en cours',
    likely: /^en retard à \d+\s%$/,
    happened: 'Ce qui s’est passé',
    line: /^ligne \d+/,
    why: /^Pourquoi vous\s: vous faites partie de sales, qui peut décider\./,
    notices: 'Avis',
    ended: /exécution réussie/,
    operates: 'vous pilotez les exécutions',
    setBy: 'Fixé par',
    source: 'événement crm.lead.updated',
  },
};

/** The journeys; `kit` has what all journeys share. */
export function foreseeJourneys({ world, api, post, lead, open, clean, until, expect, pictures }) {
  /** From a goal that is at risk down to the run that stands in its way, and from that run up again. */
  async function followGoal(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/');
    await page.locator('main h1').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: say.title }).waitFor();
    await page.getByText(say.coverage).first().waitFor();
    await page.locator('.dag .node').filter({ hasText: say.goal }).waitFor();
    await page.getByRole('table', { name: say.backlog }).getByRole('row').nth(1).waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `goals-${language}.png`) });
    await page.getByRole('link', { name: say.table, exact: true }).click();
    expect(page.url().endsWith('/goals?view=table'), `the view is in the address, came ${page.url()}`);
    const row = page.getByRole('table', { name: say.caption }).getByRole('row', { name: new RegExp(say.goal) });
    await row.getByRole('cell', { name: say.atRisk }).waitFor();
    await clean(page);
    await row.getByRole('link', { name: say.goal }).click();
    await page.getByRole('heading', { level: 1, name: say.goal }).waitFor();
    await page.getByText(say.leadsTo).waitFor();
    await page.getByRole('heading', { name: say.inWay }).waitFor();
    await page.getByRole('heading', { level: 2, name: say.stands }).waitFor();
    await page.getByText(say.kpi).first().waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `goal-${language}.png`) });
    await page.getByRole('link', { name: say.open }).click();
    const up = page.locator('.facts > div').filter({ has: page.getByText(say.runGoal, { exact: true }) });
    await up.getByRole('link', { name: say.goal }).click();
    await page.getByRole('heading', { level: 1, name: say.goal }).waitFor();
    return opened;
  }

  /** A run of a workflow of which a few have ended: how likely it is late, and from how little that is known. */
  async function foresee(language) {
    const say = languages[language];
    const begin = async (name) => {
      const wanted = await post('/api/v1/events', { type: 'survey.wanted', id: `${name}-${language}-${Date.now()}` });
      return until('the run', async () =>
        (await api('/api/v1/runs?workflow=survey')).items.find((each) => each.trigger === wanted.id),
      );
    };
    const past = await begin('past');
    await post(`/api/v1/runs/${past.id}/steps/rest/skip`, { note: 'It was answered by phone.' });
    await until('its end', async () => (await api(`/api/v1/runs/${past.id}`)).status === 'succeeded');
    const run = await begin('next');
    await until('its forecast', async () => typeof (await api(`/api/v1/runs/${run.id}`)).forecast?.late === 'number');
    const opened = await open({ language });
    const { page } = opened;
    await page.goto(`/runs/${run.id}?view=timeline`);
    await page.getByText(say.few).waitFor();
    await page.getByText(say.ends).waitFor();
    await page.getByText(say.late).first().waitFor();
    const rows = await page.getByRole('table', { name: say.when }).getByRole('row').count();
    expect(rows === 5, `the table has three times, the due time and a head, came ${rows}`);
    await page.getByRole('table', { name: say.openSteps }).getByRole('row').nth(1).waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `forecast-${language}.png`), fullPage: true });
    await page.goto('/runs?q=template:survey%20-status:succeeded');
    await page.getByRole('cell').getByText(say.likely).first().waitFor();
    await clean(page);
    return opened;
  }

  /** An approval says what happened before, and the mark behind a sentence leads to the line of the journal. */
  async function readSummary(language) {
    const say = languages[language];
    const name = language === 'en' ? 'Larkspur Mills' : 'Moulin Bleu';
    await lead(name);
    const opened = await open({ token: world.tokens.approver, language });
    const { page } = opened;
    await page.goto('/inbox');
    await page.getByRole('link', { name: new RegExp(`Take over ${name}`) }).click();
    await page.getByRole('heading', { name: say.happened }).waitFor();
    await page.getByText(say.why).waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `summary-${language}.png`) });
    await page.getByRole('link', { name: say.line }).first().click();
    const marked = page.locator('.journal tr[aria-selected="true"]');
    await marked.first().waitFor();
    expect(/[?&]lines=\d+/.test(page.url()), `the lines are in the address, came ${page.url()}`);
    await clean(page);
    await page.goto(`${new URL(page.url()).pathname}?view=context`);
    await page.getByRole('columnheader', { name: say.setBy }).first().waitFor();
    await page.getByRole('link', { name: say.source }).first().waitFor();
    await clean(page);
    return opened;
  }

  async function readNotices(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/inbox');
    await page.getByRole('link', { name: say.notices }).click();
    await page.getByText(say.ended).first().waitFor();
    await page.getByText(say.operates).first().waitFor();
    const told = page.getByRole('row').filter({ hasText: say.ended }).first();
    const [, id] = /\b(run_\w+)/.exec(await told.innerText()) ?? [];
    const { title } = await api(`/api/v1/runs/${id}`);
    expect((await told.innerText()).includes(title), `a notice has the title of its run, ${title}`);
    await clean(page);
    await page.screenshot({ path: join(pictures, `notices-${language}.png`) });
    return opened;
  }

  return {
    'follow a goal down to a run and up again': () => followGoal('en'),
    'suivre un objectif': () => followGoal('fr'),
    'see when a run will end': () => foresee('en'),
    'voir quand une exécution finit': () => foresee('fr'),
    'read what happened, and the lines that say it': () => readSummary('en'),
    'lire ce qui s’est passé': () => readSummary('fr'),
    'read notices': () => readNotices('en'),
    'lire les avis': () => readNotices('fr'),
  };
}
