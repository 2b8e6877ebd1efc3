// What people do who write workflows and connect systems: an expression held against an event, and what a webhook refused. journeys.mjs runs them.
import { join } from 'node:path';

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    expression: 'Expression',
    against: 'Against the event',
    try: 'Try it',
    comesTo: (value) => `It comes to ${value}`,
    refused: 'Refused',
    sent: /^What was sent: POST/,
  },
  fr: {
    expression: 'Expression CEL',
    against: 'Face à l’événement',
    try: 'Essayer',
    comesTo: (value) => `Elle vaut ${value}`,
    refused: 'Refusés',
    sent: /^Ce qui a été envoyé : POST/,
  },
};

/** The journeys; `kit` has what all journeys share. */
export function buildJourneys({ world, open, clean, expect, pictures }) {
  /** Holds a condition against an event that it does not take, mends it, and is told of a member that is not there. */
  async function tryExpression(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/templates/lead-handover/edit');
    const form = page.locator('form', { has: page.getByLabel(say.against) });
    const option = form.locator('option', { hasText: 'L-48191' });
    await option.waitFor({ state: 'attached' });
    await form.getByLabel(say.against).selectOption(await option.getAttribute('value'));
    const expression = form.getByLabel(say.expression, { exact: true });
    await expression.fill('event.data.score > 80 && event.data.region == "EMEA"');
    await page.keyboard.press('Enter');
    await page.getByText(say.comesTo('false')).waitFor();
    await page.getByText('event.data.score > 80', { exact: false }).first().waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `expression-${language}.png`) });
    await expression.fill('event.data.score + 1');
    await form.getByRole('button', { name: say.try }).click();
    await page.getByText(say.comesTo('42')).waitFor();
    await expression.fill('event.data.scores > 80');
    await page.keyboard.press('Enter');
    await page.getByText(/scores/).nth(0).waitFor();
    await page.getByText(say.comesTo('42')).waitFor({ state: 'detached' });
    await clean(page);
    return opened;
  }

  /** A delivery without its proof is refused; its page says why, and what was sent. */
  async function refusedDelivery(language) {
    const say = languages[language];
    const answer = await fetch(`${world.url}/hooks/jira`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"webhookEvent":"jira:issue_updated"}',
    });
    expect(answer.status === 401, `a delivery without its proof is answered ${answer.status}`);
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/events');
    await page.getByRole('link', { name: say.refused, exact: true }).click();
    const row = page.getByRole('row', { name: /jira/ }).first();
    await row.waitFor();
    await row.getByText(say.sent).click();
    await row.getByText('SHA-256').waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `refused-${language}.png`) });
    return opened;
  }

  return {
    'try an expression against an event': () => tryExpression('en'),
    'essayer une expression': () => tryExpression('fr'),
    'see what a webhook refused': () => refusedDelivery('en'),
    'voir ce qu’un webhook a refusé': () => refusedDelivery('fr'),

    async 'the editor indents what is typed'() {
      const { page, context, errors } = await open();
      await page.goto('/templates/lead-handover/edit');
      const editor = page.getByRole('textbox', { name: 'lead-handover.yaml' });
      await editor.click();
      await page.keyboard.press('Control+End');
      for (const line of ['  note:', 'needs: assign', 'set:', 'a: 1']) {
        await page.keyboard.insertText(line);
        await page.keyboard.press('Escape'); // What is offered is not taken.
        await page.keyboard.press('Enter');
      }
      const text = await editor.locator('.cm-line').allTextContents();
      const typed = text.slice(text.indexOf('  note:'), text.indexOf('  note:') + 4);
      expect(
        typed.join('|') === '  note:|    needs: assign|    set:|      a: 1',
        `what was typed: ${typed.join('|')}`,
      );
      return { page, context, errors };
    },
  };
}
