import { mount } from 'svelte';

import App from './App.svelte';
import { useLanguage } from './lib/i18n.svelte';
import { applyPrefs, prefs } from './lib/prefs.svelte';
import { router } from './lib/router.svelte';
import './styles/tokens.css';
import './styles/base.css';

applyPrefs();
await useLanguage(prefs.language);
router.start();
mount(App, { target: document.getElementById('app') as HTMLElement });
