// What a person sets for this browser: theme, time zone, language, keys. Nothing secret.

export type Theme = 'system' | 'light' | 'dark';
export type Zone = 'local' | 'UTC';
export type Language = 'en' | 'fr';

const kStore = 'baton.prefs';

function languageOfBrowser(): Language {
  return navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

interface Prefs {
  theme: Theme;
  zone: Zone;
  language: Language;
  singleKeys: boolean;
}

function kept(): Partial<Prefs> {
  try {
    return JSON.parse(localStorage.getItem(kStore) ?? '{}') as Partial<Prefs>;
  } catch {
    return {};
  }
}

export const prefs: Prefs = $state({
  theme: 'system',
  zone: 'local',
  language: languageOfBrowser(),
  singleKeys: true,
  ...kept(),
});

/** Shows the theme and keeps all of it; called at start and after each change. */
export function applyPrefs(): void {
  const root = document.documentElement;
  if (prefs.theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = prefs.theme;
  root.lang = prefs.language;
  try {
    localStorage.setItem(kStore, JSON.stringify(prefs));
  } catch {
    // A browser that keeps nothing still shows the console.
  }
}
