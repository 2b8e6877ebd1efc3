// Plugins of Vite that keep out of the bundle what this console never runs.
//
// CodeMirror can list findings in a panel of its own, where the editor's page has its list of them, and it knows the faults of Internet
// Explorer.
//
// Svelte can take over HTML that a server has drawn ("hydration"), run components of its version 4, run experiments, trace itself, and
// make components into elements of HTML. It asks variables whether to do most of that, and nothing here sets them. Once they are
// constants, the bundler sees that the code behind them never runs, and drops it.
//
// Vite loads ahead what a page needs beside its own file, such as styles. The pages here need nothing, so its code for that is replaced.

const kChanges = [
  [
    /\/@codemirror\/lint\/dist\/index\.js$/,
    [/LintPanel\.open : null/g, 'null : null'],
    [/showPanel\.from\(f, val => val\.panel\),/, ''],
  ],
  [/\/@codemirror\/view\/dist\/index\.js$/, [/browser\.ie\b/g, 'false']],
  [
    /\/svelte\/src\/internal\/client\/dom\/hydration\.js$/,
    ['export let hydrating = false;', 'export const hydrating = false;'],
    ['\thydrating = value;\n', ''],
  ],
  [
    /\/svelte\/src\/internal\/flags\/index\.js$/,
    ['export let async_mode_flag', 'export const async_mode_flag'],
    ['export let legacy_mode_flag', 'export const legacy_mode_flag'],
    ['export let tracing_mode_flag', 'export const tracing_mode_flag'],
    // The functions that set these variables are taken out. So a component that needs one of them fails when it is built, and not later when it runs.
    [/export function enable_[^]*$/, ''],
  ],
  // This file makes a class as it is loaded, so the bundler would keep it although nothing asks for it. The plugin below says of each
  // file that it changes that loading it has no effect of its own; therefore this one is changed too, by a comment.
  [/\/svelte\/src\/internal\/client\/dom\/elements\/custom-element\.js$/, [/^/, '// Dropped where nothing asks for it.\n']],
];

/** Calls and arguments in compiled components that serve hydration only. There is one for nearly every element. */
const kInComponents = [
  [/^\s*\$\.(?:reset|next)\([^()]*\);$/gm, ''],
  [/(\$\.(?:child|only_child|first_child)\(\w+), true\)/g, '$1)'],
];

const changed = (code, changes) => changes.reduce((text, [before, after]) => text.replace(before, after), code);

/** The plugins. If another release of Svelte no longer has a text that is to be changed, the build fails, so that somebody looks at it. */
export const lean = () => [
  {
    name: 'lean-runtime',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null),
    transform(code, id) {
      const changes = kChanges.find(([file]) => file.test(id))?.slice(1);
      if (!changes) return null;
      for (const [before] of changes) if (code.search(before) < 0) throw new Error(`${id}: expected ${before}`);
      return { code: changed(code, changes), map: null, moduleSideEffects: false };
    },
  },
  {
    name: 'lean-components',
    apply: 'build',
    enforce: 'post',
    transform: (code, id) => (id.endsWith('.svelte') ? { code: changed(code, kInComponents), map: null } : null),
  },
];
