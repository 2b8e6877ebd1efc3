// What people read on the page of insights. journeys.mjs runs them.
import { join } from 'node:path';

/** The words of the journey, which is made in both languages. */
const languages = {
  en: {
    title: 'Too little data to say what became slower',
    slower: 'One place became slower',
    place: 'customer-onboarding: legal at legal, 2\u202fd longer than before',
    bounds: 'With 95 % between −1\u202fh and 3\u202fd; 31 runs against 92.',
    slowest: (step) => new RegExp(`^${step} takes \\d`),
    few: /From \d+ only, which says little/,
    steps: 'Where time goes: customer-onboarding',
    handOffs: 'From team to team',
    asTable: 'As a table',
    kpi: /missed|reached/,
    alarm: /Orders · paris: 7\d\d\s% above the usual, 900 instead of 10\d/,
    teams: 'Load of teams',
    template: 'Workflow',
    week: '7\u202fd',
    again: 'Try again',
  },
  fr: {
    title: 'Trop peu de données pour dire ce qui a ralenti',
    slower: 'Un endroit est devenu plus lent',
    place: 'customer-onboarding : legal chez legal, 2\u202fj de plus qu’avant',
    bounds: 'À 95 %, entre −1\u202fh et 3\u202fj ; 31 exécutions contre 92.',
    slowest: (step) => new RegExp(`^${step} prend \\d`),
    few: /Sur \d+ seulement\s: c’est trop peu/,
    steps: 'Où passe le temps : customer-onboarding',
    handOffs: 'D’équipe à équipe',
    asTable: 'En tableau',
    kpi: /manquée|atteinte/,
    alarm: /Orders · paris\s: 7\d\d\s% au-dessus de l’habitude, 900 au lieu de 10\d/,
    teams: 'Charge des équipes',
    template: 'Modèle',
    week: '7\u202fj',
    again: 'Réessayer',
  },
};

const spent = (step) => Object.values(step.phases).reduce((sum, phase) => sum + phase.total_ms, 0);

/** The journeys; `kit` has what all journeys share. */
export function insightJourneys({ api, open, clean, until, expect, pictures }) {
  /** Goes to the page by its keys, reads each part, and changes the range and the workflow, which stand in the address. */
  async function read(language, width) {
    const say = languages[language];
    const flow = await until('a run that succeeded', async () => {
      const found = await api('/api/v1/insight/flow/customer-onboarding');
      return found.runs.took.count > 0 && found.hand_offs.length > 0 && found;
    });
    await until('the alarm', async () => (await api('/api/v1/detectors/orders')).alarms.length > 0);
    const opened = await open({ language, width });
    const { page } = opened;
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.getByRole('heading', { level: 1, name: say.title }).waitFor();
    await page.getByLabel(say.template, { exact: true }).selectOption('customer-onboarding');
    await page.waitForURL(/template=customer-onboarding/);
    const longest = flow.steps.toSorted((one, other) => spent(other) - spent(one))[0].step;
    const part = page.locator('section', { has: page.locator('#steps') });
    // People read the title of the step; its id is what a pointer shows.
    const [one] = (await api('/api/v1/runs?workflow=customer-onboarding&limit=1')).items;
    const { steps } = await api(`/api/v1/runs/${one.id}`);
    const title = steps.find((step) => step.name === longest)?.title || longest;
    await part.getByText(say.slowest(title)).waitFor();
    await part.locator(`[title="${longest}"]`, { hasText: title }).waitFor();
    await part.getByText(say.few).waitFor();
    await page.getByRole('table', { name: say.steps }).getByRole('row', { name: /legal/ }).waitFor();
    const rows = await page.getByRole('table', { name: say.handOffs }).locator('tbody tr').count();
    expect(rows === flow.hand_offs.length, `hand-offs: ${rows} rows of ${flow.hand_offs.length}`);
    await page.locator('section', { has: page.locator('#kpis') }).getByText(say.kpi).first().waitFor();
    const series = page.locator('section', { has: page.locator('#detectors') });
    await series.getByText(say.alarm).first().waitFor();
    await series.getByText(say.asTable).click();
    const values = (await api('/api/v1/detectors/orders')).values.length;
    const shown = await series.locator('details tbody tr').count();
    expect(values === 60 && shown === values, `values of the series: ${shown} rows of ${values}`);
    await page.getByRole('table', { name: say.teams }).getByRole('row', { name: /legal/ }).waitFor();
    await clean(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide <= 0, `${wide} px too wide`);
    await page.screenshot({ path: join(pictures, `insights-${language}.png`) });
    await page.getByRole('button', { name: say.week }).click();
    await page.waitForURL(/from=-7d/);
    await page.reload();
    const pressed = page.getByRole('button', { name: say.week, pressed: true });
    await pressed.waitFor();
    await page.goBack();
    await pressed.waitFor({ state: 'detached' });
    return opened;
  }

  /** Is told what became slower as the server says it, looks at it, and sees one part fail without the others. */
  async function slower(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page, context } = opened;
    // It takes a month of runs to become slower: the answer is the server's, with one place in it.
    await context.route('**/api/v1/insight/bottlenecks?*', async (route) => {
      const answer = await route.fetch();
      const place = { workflow: 'customer-onboarding', kind: 'step', step: 'legal', team: 'legal', to_team: null };
      const effect = { effect_ms: 2 * 864e5, effect_low_ms: -36e5, effect_high_ms: 3 * 864e5, runs_before: 92, runs_now: 31 };
      const json = { ...(await answer.json()), compared: 1, items: [{ ...place, ...effect, p_value: 0.001, sentence: '' }] };
      await route.fulfill({ response: answer, json });
    });
    let down = true;
    await context.route('**/api/v1/kpis', (route) => (down ? route.abort() : route.continue()));
    await page.goto('/insights?template=survey');
    await page.getByRole('heading', { level: 1, name: say.slower }).waitFor();
    await page.getByRole('heading', { name: say.place }).waitFor();
    await page.getByText(say.bounds).waitFor();
    await page.getByRole('table', { name: say.teams }).waitFor();
    await clean(page);
    const broken = page.locator('section', { has: page.locator('#kpis') });
    await broken.getByRole('button', { name: say.again }).waitFor();
    down = false;
    await broken.getByRole('button', { name: say.again }).click();
    await broken.getByText(say.kpi).first().waitFor();
    await page.getByRole('link', { name: say.place }).click();
    await page.waitForURL(/template=customer-onboarding/);
    await page.getByRole('table', { name: say.steps }).waitFor();
    return { ...opened, allowed: /ERR_FAILED/ };
  }

  return {
    'read where time goes': () => read('en', 1440),
    'lire où passe le temps': () => read('fr', 360),
    'what became slower': () => slower('en'),
    'ce qui a ralenti': () => slower('fr'),
  };
}
