import { mount } from 'svelte';

import App from './App.svelte';
import { useLanguage } from './lib/i18n.svelte';
import { applyPrefs, prefs } from './lib/prefs.svelte';
import { router } from './lib/router.svelte';
import { session } from './lib/session.svelte';
import './styles/tokens.css';
import './styles/elements.css';
import './styles/status.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/tables.css';
import './styles/forms.css';
import './styles/graph.css';
import './styles/code.css';
import './styles/screens.css';
import './styles/widths.css';

applyPrefs();
await Promise.all([useLanguage(prefs.language), session.start()]);
router.start();
mount(App, { target: document.getElementById('app') as HTMLElement });
