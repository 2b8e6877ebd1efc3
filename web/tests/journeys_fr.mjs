// Deciding and publishing in French; other journeys are made in both languages where they stand. journeys.mjs runs them.

/** The journeys; `kit` has what all journeys share. */
export function frenchJourneys({ world, api, lead, open, clean, expect }) {
  const language = 'fr';
  return {
    async 'approuver et refuser'() {
      await lead('Brise Marine');
      await lead('Clos des Tilleuls');
      const { page, context, errors } = await open({ token: world.tokens.approver, language });
      await page.goto('/inbox');
      await page.getByRole('link', { name: /Take over Brise Marine/ }).click();
      await page.getByRole('heading', { level: 1, name: 'Take over Brise Marine?' }).waitFor();
      await clean(page);
      await page.keyboard.press('a');
      await page.keyboard.press('Enter');
      await page.getByText('Votre décision est enregistrée').waitFor();
      await page.getByRole('link', { name: /Take over Clos des Tilleuls/ }).click();
      await page.getByRole('heading', { level: 1, name: 'Take over Clos des Tilleuls?' }).waitFor();
      await page.keyboard.press('x');
      await page.keyboard.press('Enter');
      await page.getByText('un refus est gardé avec son motif').waitFor();
      await page.getByLabel('Note, gardée avec la décision').fill('Pas de budget.');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('Votre décision est enregistrée').waitFor();
      await clean(page);
      const refused = (await api('/api/v1/approvals?status=rejected')).items.map((each) => each.ask);
      expect(refused.includes('Take over Clos des Tilleuls?'), `what was refused: ${refused}`);
      return { page, context, errors };
    },

    async 'modifier, vérifier, publier'() {
      const before = (await api('/api/v1/templates/survey')).version;
      const { page, context, errors } = await open({ language });
      await page.goto('/templates/survey/edit');
      const editor = page.getByRole('textbox', { name: 'survey.yaml' });
      await editor.click();
      await page.keyboard.press('Control+End');
      await page.keyboard.insertText('  close:\n    needs: [thnak]\n    set: { closed: true }\n');
      await page.getByRole('button', { name: 'Changer en « thank »' }).click();
      await page.getByText('rien n’empêche de publier').waitFor();
      await clean(page);
      await page.getByRole('button', { name: `Publier v${before + 1}…` }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('close : nouvelle étape').waitFor();
      await clean(page);
      await dialog.getByRole('button', { name: `Publier v${before + 1}`, exact: true }).click();
      await page.getByText(`v${before + 1} est publiée`).waitFor();
      return { page, context, errors };
    },
  };
}
