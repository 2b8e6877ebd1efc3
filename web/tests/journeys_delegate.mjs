// What people do when somebody is away: one hands decisions over, another decides in that name, and both names are kept. journeys.mjs runs them.
import { join } from 'node:path';

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    by: 'By',
    verb: 'Hand over decisions',
    decides: /^content-cy decides until/,
    end: /^End it/,
    inName: 'You decide for sales-sam, who has given it to you. Both names are kept.',
    kept: 'Your decision is on disk',
    both: /^approved by content-cy for sales-sam, .*: Agreed by phone\./,
    record: /decided.*content-cy for sales-sam · Agreed by phone\./,
    mayNot: /^You may not decide/,
  },
  fr: {
    by: 'Par',
    verb: 'Confier les décisions',
    decides: /^content-cy décide jusqu’à/,
    end: /^Y mettre fin/,
    inName: 'Vous décidez pour sales-sam, à sa demande. Les deux noms sont gardés.',
    kept: 'Votre décision est enregistrée',
    both: /^approuvé par content-cy pour sales-sam, .*\s:\sAgreed by phone\./,
    record: /décidé.*content-cy pour sales-sam · Agreed by phone\./,
    mayNot: /^Vous ne pouvez pas décider/,
  },
};

/** The journeys; `kit` has what all journeys share. */
export function delegateJourneys({ world, api, put, post, open, clean, fits, tabTo, until, expect, pictures }) {
  /** Asks the group of sales-sam for an approval, and returns it. */
  async function ask(language, about) {
    const workflow = `offer-${language}`;
    await put(workflow, [
      'title: Send an offer',
      `on: [{ event: ${workflow}.wanted, inputs: { about: "\${event.data.about}" } }]`,
      'inputs: { about: string }',
      'steps:',
      '  agree:',
      '    title: Agree the offer',
      '    approve: { by: { group: sales }, of: { about: "${inputs.about}" }, ask: "Send the offer to ${inputs.about}?" }',
    ]);
    await post('/api/v1/events', { type: `${workflow}.wanted`, id: `${about}-${Date.now()}`, data: { about } });
    const found = (each) => each.ask === `Send the offer to ${about}?`;
    return until('the question', async () => (await api('/api/v1/approvals?status=open')).items.find(found));
  }

  /** A future day whose number is that of its month, as it is typed, so that it does not matter which of the two the browser asks for first. */
  function typedDay() {
    const day = new Date(Date.now() + 2 * 864e5);
    while (day.getUTCDate() !== day.getUTCMonth() + 1) day.setUTCDate(day.getUTCDate() + 1);
    const number = String(day.getUTCDate()).padStart(2, '0');
    return `${number}${number}${day.getUTCFullYear()}`;
  }

  /**
   * Somebody hands decisions over in their own settings, by keyboard alone or with a finger; whom they named finds the question in the
   * inbox, decides it, and both names are kept. Then the delegation is ended, and with it the right to decide.
   */
  async function delegate(language, narrow) {
    const say = languages[language];
    const [first, second] = [`Nordwind ${language}`, `Ostwind ${language}`];
    const question = await ask(language, first);
    const size = narrow ? { width: 360, height: 780 } : {};
    const away = await open({ token: world.tokens.approver, language, ...size });
    await away.page.goto('/me');
    const by = away.page.getByLabel(say.by, { exact: true });
    await by.waitFor();
    if (narrow) {
      await by.fill('content-cy');
      await away.page.locator('#away-until').fill(new Date(Date.now() + 864e5).toISOString().slice(0, 16));
      await away.page.getByRole('button', { name: say.verb }).click();
    } else {
      await tabTo(away.page, by);
      await away.page.keyboard.type('content-cy');
      await away.page.keyboard.press('Tab');
      await away.page.keyboard.type(typedDay());
      await away.page.keyboard.press('Tab');
      await away.page.keyboard.type('1010A');
      await away.page.keyboard.press('Enter');
    }
    await away.page.getByText(say.decides).waitFor();
    const row = away.page.getByRole('row', { name: /sales-sam content-cy/ });
    await row.waitFor();
    await clean(away.page);
    await fits(away.page);
    await away.page.screenshot({ path: join(pictures, `delegation-${language}.png`) });

    const { page, context, errors } = await open({ token: world.tokens.writer, language, ...size });
    await page.goto('/inbox');
    const link = page.getByRole('link', { name: question.ask });
    if (narrow) await link.click();
    else {
      await tabTo(page, link);
      await page.keyboard.press('Enter');
    }
    await page.getByRole('heading', { level: 1, name: question.ask }).waitFor();
    await page.getByText(say.inName).waitFor();
    await clean(page);
    await fits(page);
    await page.screenshot({ path: join(pictures, `delegated-${language}.png`) });
    await page.locator('#note').focus();
    await page.keyboard.type('Agreed by phone.');
    await page.keyboard.press('Control+Enter');
    await page.getByText(say.kept).waitFor();
    await page.getByText(say.both).waitFor();
    expect((await page.locator('.crumbs').innerText()).includes(question.ask), 'the page keeps its title');
    await clean(page);
    await page.goto(`/runs/${question.run}?view=journal`);
    await page.getByRole('row', { name: say.record }).waitFor();
    await clean(page);
    await fits(page);
    const [decision] = (await api(`/api/v1/approvals/${question.id}`)).decisions;
    const names = `${decision.actor} ${decision.for}`;
    expect(/content-cy/.test(decision.actor) && /sales-sam/.test(decision.for), `whose decision is kept: ${names}`);

    const later = await ask(language, second);
    if (narrow) await row.getByRole('button', { name: say.end }).click();
    else {
      await tabTo(away.page, row.getByRole('button', { name: say.end }));
      await away.page.keyboard.press('Enter');
    }
    await row.waitFor({ state: 'detached' });
    await page.goto(`/inbox/${later.id}`);
    await page.getByText(say.mayNot).waitFor();
    await away.context.close();
    return { page, context, errors: [...errors, ...away.errors] };
  }

  return {
    'decide for somebody who is away, by keyboard': () => delegate('en', false),
    'décider pour une personne absente, sur un téléphone': () => delegate('fr', true),
  };
}
