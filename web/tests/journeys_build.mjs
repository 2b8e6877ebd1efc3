// What people do who write workflows and connect systems: drafts in two browsers, an expression held against an event, a draft that is
// simulated, what a webhook refused, runs in groups, and the pictures that the pages of docs show. journeys.mjs runs them.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The words of the journeys that are made in both languages. */
const languages = {
  en: {
    expression: 'Expression',
    against: 'Against the event',
    try: 'Try it',
    comesTo: (value) => `It comes to ${value}`,
    refused: 'Refused',
    sent: /^What was sent: POST/,
    saved: /, saved /,
    savedHere: /kept in this browser at .*: The server does not answer/,
    newer: /^Another draft of yours is newer: saved .*, started from v1$/,
    take: 'Go on with that one',
    keep: 'Keep this one instead',
    discard: 'Discard the draft…',
    discardIt: 'Discard it',
    simulate: 'Simulate',
    counts: /[1-9]\d* other path/,
    groupBy: 'Group this page by',
    offers: 'What may be written here',
    find: 'Find',
    replace: 'Replace',
    replaceAll: 'Replace all',
    word: 'whole words',
  },
  fr: {
    expression: 'Expression CEL',
    against: 'Face à l’événement',
    try: 'Essayer',
    comesTo: (value) => `Elle vaut ${value}`,
    refused: 'Refusés',
    sent: /^Ce qui a été envoyé\s: POST/,
    saved: /, enregistré /,
    savedHere: /gardé dans ce navigateur à .*\s: Le serveur ne répond pas/,
    newer: /^Un autre brouillon de vous est plus récent\s: enregistré .*, parti de v1$/,
    take: 'Continuer avec l’autre',
    keep: 'Garder plutôt celui-ci',
    discard: 'Jeter le brouillon…',
    discardIt: 'Le jeter',
    simulate: 'Simuler',
    counts: /[1-9]\d* autre chemin/,
    groupBy: 'Grouper cette page par',
    offers: 'Ce qui peut être écrit ici',
    find: 'Chercher',
    replace: 'Remplacer',
    replaceAll: 'Tout remplacer',
    word: 'mots entiers',
  },
};

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The names of the pictures that the pages of docs show, each with its themes. */
function shownPictures() {
  const pages = ['README.md', 'docs/guides/console.md'].map((page) => readFileSync(join(root, page), 'utf8')).join('');
  const shown = new Map();
  for (const [, name, theme] of pages.matchAll(/pictures\/(\w+)-(light|dark)\.png/g))
    shown.set(name, (shown.get(name) ?? new Set()).add(theme));
  return shown;
}

/** Discards the draft that is open in the editor. */
async function discard(page, say) {
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: say.discard }).click();
  await dialog.getByRole('button', { name: say.discardIt }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: say.discard }).waitFor({ state: 'detached' });
}

/** Width and height of a PNG, as its head has them. */
const sizeOf = (png) => `${png.readUInt32BE(16)} × ${png.readUInt32BE(20)}`;

/** The journeys; `kit` has what all journeys share. */
export function buildJourneys({ world, api, post, open, clean, until, expect, pictures }) {
  /** A draft is on the server: another browser goes on with it, neither overwrites the other unseen, and it holds while the server is away. */
  async function draftInTwoBrowsers(language) {
    const say = languages[language];
    const drafts = '/api/v1/me/drafts';
    const kept = async () => (await api(`${drafts}/page-brief`)).text;
    const keeps = (text) => until(`"${text}" on the server`, async () => (await kept()).includes(text));
    const edit = async () => {
      const opened = await open({ language });
      await opened.page.goto('/templates/page-brief/edit');
      const editor = opened.page.getByRole('textbox', { name: 'page-brief.yaml' });
      const write = async (text) => {
        await editor.click();
        await opened.page.keyboard.press('Control+End');
        await opened.page.keyboard.insertText(text);
      };
      const shows = (text) => editor.locator('.cm-line', { hasText: text }).first().waitFor();
      return { ...opened, write, shows, looks: () => opened.page.evaluate(() => dispatchEvent(new Event('focus'))) };
    };
    const first = await edit();
    await first.write('# From the first.\n');
    await first.page.getByText(say.saved).waitFor();
    await keeps('# From the first.');
    const second = await edit();
    await second.shows('# From the first.');
    await second.page.getByText(say.saved).waitFor();
    await second.write('# From the second.\n');
    await keeps('# From the second.');
    // Who comes back to the first is told, and what is written there is not sent before they have chosen.
    await first.looks();
    await first.page.getByRole('heading', { name: say.newer }).waitFor();
    await first.write('# Late.\n');
    await clean(first.page);
    await first.page.screenshot({ path: join(pictures, `draft-newer-${language}.png`) });
    await first.page.getByRole('button', { name: say.take }).click();
    await first.shows('# From the second.');
    expect(!(await kept()).includes('# Late.'), 'what was written before choosing is not sent');
    await first.page.getByRole('heading', { name: say.newer }).waitFor({ state: 'detached' });
    // The other way round: the server refuses what does not know the newest.
    await first.write('# Meanwhile.\n');
    await keeps('# Meanwhile.');
    await second.write('# Mine.\n');
    await second.page.getByRole('button', { name: say.keep }).click();
    await keeps('# Mine.');
    expect(!(await kept()).includes('# Meanwhile.'), 'the one that was kept takes the place of the other');
    // The copy of this browser holds while the server is away.
    await second.page.route(`**${drafts}**`, (route) => route.abort());
    await second.write('# Alone.\n');
    await second.page.getByText(say.savedHere).waitFor();
    await second.page.reload();
    await second.shows('# Alone.');
    await second.page.unroute(`**${drafts}**`);
    await second.page.evaluate(() => dispatchEvent(new Event('online')));
    await keeps('# Alone.');
    await clean(second.page);
    // One that the server does not discard stays, and the page says why.
    await second.page.route(`**${drafts}**`, (route) => route.abort());
    const sure = second.page.getByRole('dialog');
    await second.page.getByRole('button', { name: say.discard }).click();
    await clean(second.page);
    await sure.getByRole('button', { name: say.discardIt }).click();
    await sure.getByRole('alert').waitFor();
    await second.page.unroute(`**${drafts}**`);
    await sure.getByRole('button', { name: say.discardIt }).click();
    await sure.waitFor({ state: 'detached' });
    await second.page.getByText(say.saved).waitFor({ state: 'detached' });
    const left = (await api(drafts)).items.map((each) => each.name);
    expect(!left.includes('page-brief'), `drafts after discarding: ${left}`);
    await first.context.close();
    return { ...second, errors: [...first.errors, ...second.errors], allowed: /412|ERR_FAILED/ };
  }

  /** What a draft with one step more would have done with the last events. */
  async function simulateDraft(language) {
    const say = languages[language];
    const subject = `L-simulated-${language}`;
    const data = { id: subject, name: subject, score: 95, region: 'EMEA' };
    await post('/api/v1/events', { type: 'crm.lead.updated', id: `${subject}-${Date.now()}`, subject, data });
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/templates/lead-handover/edit');
    await page.getByRole('textbox', { name: 'lead-handover.yaml' }).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('  simulated:\n    needs: assign\n    set: { a: 1 }\n');
    await page.getByRole('button', { name: say.simulate, exact: true }).click();
    await page.getByText(say.counts).waitFor();
    await page.getByRole('row', { name: /crm\.lead\.updated.*simulated: – → / }).first().waitFor();
    await clean(page);
    await page.screenshot({ path: join(pictures, `simulate-${language}.png`) });
    await discard(page, say);
    return opened;
  }

  /** The list of what may be written, by keys and by the mouse; then a search that replaces what it finds. */
  async function completeAndReplace(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/templates/lead-handover/edit');
    const editor = page.getByRole('textbox', { name: 'lead-handover.yaml' });
    const lines = () => editor.locator('.cm-line').allTextContents();
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('  typed:');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.keyboard.type('ti');
    const list = page.getByRole('listbox', { name: say.offers });
    await list.getByRole('option', { name: /^title/ }).waitFor();
    expect((await list.getByRole('option', { selected: true }).textContent()).startsWith('timeout'), 'the first is chosen');
    await clean(page);
    await page.screenshot({ path: join(pictures, `offered-${language}.png`) });
    await page.waitForTimeout(100); // As people are slower than a key that is meant for the text.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await list.waitFor({ state: 'detached' });
    await page.keyboard.type('T');
    await page.keyboard.press('Enter');
    await page.keyboard.type('needs: ass');
    await list.getByRole('option', { name: 'assign' }).click();
    const typed = (await lines()).slice(-3);
    expect(typed.join('|') === '  typed:|    title: T|    needs: assign', `what was completed: ${typed.join('|')}`);

    await page.keyboard.press('Control+f');
    const find = page.getByRole('textbox', { name: say.find });
    await find.fill('ASS');
    const found = editor.locator('.cm-searchMatch');
    await found.nth(3).waitFor();
    const parts = await found.count();
    await page.getByLabel(say.word).check();
    await found.first().waitFor({ state: 'detached' });
    await find.fill('assign');
    await until('fewer matches as whole words', async () => (await found.count()) > 1 && (await found.count()) <= parts);
    await find.press('Enter');
    await editor.locator('.cm-searchMatch-selected').waitFor();
    await page.getByRole('textbox', { name: say.replace }).fill('hand_over');
    await clean(page);
    await page.screenshot({ path: join(pictures, `search-${language}.png`) });
    await page.getByRole('button', { name: say.replaceAll }).click();
    const after = (await lines()).join('|');
    expect(after.endsWith('needs: hand_over') && !/\bassign\b/.test(after), `what was replaced: ${after}`);
    await find.press('Escape');
    await find.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    expect((await lines()).at(-1) === '    needs: assign', 'the focus is in the text again, and one step back takes all of it back');
    await discard(page, say);
    return opened;
  }

  /** The runs of a page in groups; Back takes them out again. */
  async function groupRuns(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    await page.goto('/runs');
    const by = page.getByLabel(say.groupBy);
    const heads = page.locator('th[scope=rowgroup]');
    await by.selectOption('template');
    await heads.filter({ hasText: /^lead-handover \d+$/ }).waitFor();
    const shown = await heads.allTextContents();
    const sum = shown.reduce((all, each) => all + Number(/\d+$/.exec(each.trim())[0]), 0);
    const rows = await page.locator('tbody th[scope=row]').count();
    expect(sum === rows, `the groups have ${sum} runs, the page ${rows}: ${shown}`);
    await clean(page);
    await page.screenshot({ path: join(pictures, `groups-${language}.png`) });
    await by.selectOption('goal');
    await heads.filter({ hasText: /^– \d+$/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('group') === 'goal', `the address is ${page.url()}`);
    await page.goBack();
    await heads.filter({ hasText: /^lead-handover \d+$/ }).waitFor();
    await page.goBack();
    await heads.first().waitFor({ state: 'detached' });
    return opened;
  }


  /** Holds a condition against an event that it does not take, mends it, and is told of a member that is not there. */
  async function tryExpression(language) {
    const say = languages[language];
    const opened = await open({ language });
    const { page } = opened;
    // Only the newest events are offered.
    const subject = `L-tried-${language}`;
    const data = { id: subject, name: subject, score: 41, region: 'EMEA' };
    await post('/api/v1/events', { type: 'crm.lead.updated', id: `${subject}-${Date.now()}`, subject, data });
    await page.goto('/templates/lead-handover/edit');
    const form = page.locator('form', { has: page.getByLabel(say.against) });
    const option = form.locator('option', { hasText: subject }).first();
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

  /** Writes the workflow of the guide in the browser, publishes it, and finds in the inbox what a run of it asks. */
  async function firstWorkflow() {
    const guide = readFileSync(join(root, 'docs/guides/first-workflow.md'), 'utf8');
    const [, text] = /<!-- save: \S+ -->\n```yaml\n([\s\S]*?)```/.exec(guide);
    const { page, context, errors } = await open();
    await page.goto('/templates');
    await page.getByRole('button', { name: 'New template…' }).click();
    await page.getByLabel('Name', { exact: true }).fill('campaign-check');
    await page.getByRole('button', { name: 'Open the editor' }).click();
    const editor = page.getByRole('textbox', { name: 'campaign-check.yaml' });
    const paste = () =>
      editor.evaluate((field, pasted) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', pasted);
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, text);
    await editor.click();
    await page.keyboard.press('Control+a');
    await paste();
    await page.getByText('nothing in the way of publishing').waitFor();
    // A draft that was emptied is checked as any other, also after the page is loaded anew.
    const publish = page.getByRole('button', { name: 'Publish v1…' });
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.getByText(/expected a mapping with the keys of a workflow/).first().waitFor();
    expect(await publish.isDisabled(), 'an empty draft cannot be published');
    // The server has no draft until the page has saved one for the first time.
    const saved = () => api('/api/v1/me/drafts/campaign-check').catch(() => ({}));
    await until('the empty draft', async () => (await saved()).text === '');
    await page.reload();
    await page.getByText(/expected a mapping with the keys of a workflow/).first().waitFor();
    await editor.click();
    await paste();
    await page.getByText('nothing in the way of publishing').waitFor();
    await publish.press('Enter');
    const dialog = page.getByRole('dialog');
    await clean(page);
    // The button that publishes has the focus; sending by keys leaves it to the page.
    await dialog.locator('footer .pri:focus').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('v1 is published').waitFor();
    await page.locator('#main:focus').waitFor();
    await page.screenshot({ path: join(pictures, 'first-workflow.png') });
    const data = { id: 'C-1', name: 'Spring sale', budget: 60000 };
    await post('/api/v1/events', { type: 'campaign.proposed', data });
    await page.goto('/inbox');
    await page.getByText('May Spring sale start?').first().waitFor();
    // What is to be approved is read as a sentence; how long it may take is what the row of the route says.
    await page.getByRole('link', { name: /May Spring sale start\?/ }).first().click();
    await page.getByText('Spring sale, for 60000 euros', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Service level' }).waitFor();
    await page.getByRole('article').getByText(/^due .+, in /).waitFor();
    await clean(page);
    return { page, context, errors, allowed: /404/ };
  }

  return {
    'write a first workflow, as the guide has it': firstWorkflow,
    'go on with a draft in another browser': () => draftInTwoBrowsers('en'),
    'continuer un brouillon dans un autre navigateur': () => draftInTwoBrowsers('fr'),
    'simulate a draft': () => simulateDraft('en'),
    'simuler un brouillon': () => simulateDraft('fr'),
    'runs in groups': () => groupRuns('en'),
    'exécutions en groupes': () => groupRuns('fr'),
    'try an expression against an event': () => tryExpression('en'),
    'essayer une expression': () => tryExpression('fr'),
    'see what a webhook refused': () => refusedDelivery('en'),
    'voir ce qu’un webhook a refusé': () => refusedDelivery('fr'),

    async 'the pictures that the pages of docs show'() {
      const run = (await api('/api/v1/runs?status=failed')).items[0].id;
      const paths = { overview: '/', run: `/runs/${run}`, inbox: '/inbox', editor: '/templates/customer-onboarding/edit' };
      const made = join(pictures, 'docs');
      mkdirSync(made, { recursive: true });
      const shown = shownPictures();
      expect(shown.size > 0, 'README.md shows no picture');
      let last;
      for (const [name, themes] of shown) {
        expect(paths[name], `the picture ${name} is of no page that this test knows`);
        expect(themes.size === 2, `the picture ${name} is shown in one theme only: ${[...themes]}`);
        for (const theme of themes) {
          await last?.context.close();
          last = await open({ theme, width: 1440, height: 900 });
          await last.page.goto(paths[name]);
          await last.page.locator('h1:visible, main .split:visible').first().waitFor();
          const file = `${name}-${theme}.png`;
          const now = await last.page.screenshot({ path: join(made, file) });
          const kept = readFileSync(join(root, 'docs/pictures', file));
          expect(sizeOf(kept) === sizeOf(now), `docs/pictures/${file} is ${sizeOf(kept)}, the page ${sizeOf(now)}`);
        }
      }
      return last;
    },

    'complete, search and replace in the editor': () => completeAndReplace('en'),
    'compléter, chercher et remplacer dans l’éditeur': () => completeAndReplace('fr'),

    async 'a draft that names a step twice is drawn'() {
      const { page, context, errors } = await open();
      await page.goto('/templates/lead-handover/edit');
      const editor = page.getByRole('textbox', { name: 'lead-handover.yaml' });
      await editor.click();
      await page.keyboard.press('Control+End');
      await page.keyboard.insertText('  twice:\n    needs: [assign, assign]\n    set: { a: 1 }\n');
      await page.locator('svg.dag [data-id="twice"]').waitFor();
      await clean(page);
      await discard(page, languages.en);
      return { page, context, errors };
    },

    async 'the editor indents what is typed'() {
      const { page, context, errors } = await open();
      await page.goto('/templates/lead-handover/edit');
      const editor = page.getByRole('textbox', { name: 'lead-handover.yaml' });
      await editor.click();
      await page.keyboard.press('Control+End');
      for (const line of ['  typed:', 'needs: assign', 'set:', 'a: 1']) {
        await page.keyboard.insertText(line);
        await page.keyboard.press('Escape'); // What is offered is not taken.
        await page.keyboard.press('Enter');
      }
      const text = await editor.locator('.cm-line').allTextContents();
      const typed = text.slice(text.indexOf('  typed:')).slice(0, 4);
      expect(
        typed.join('|') === '  typed:|    needs: assign|    set:|      a: 1',
        `what was typed: ${typed.join('|')}`,
      );
      await discard(page, languages.en);
      return { page, context, errors };
    },
  };
}
