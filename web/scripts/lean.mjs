// Takes out of the bundle what this console never does. Svelte goes on from HTML that a server has drawn ("hydration"), has components
// of its version 4, elements of HTML that are components, experiments and traces, and asks for most of it by variables that nothing
// here sets: as constants they let the bundler drop what stands behind them. Vite fetches ahead what a page needs beside its file,
// and here it needs nothing.

const kChanges = [
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
    // What would set them is gone, so that a component that needs one does not build.
    [/export function enable_[^]*$/, ''],
  ],
  // It makes a class while it is loaded, and is therefore kept although nothing asks for it.
  [/\/svelte\/src\/internal\/client\/dom\/elements\/custom-element\.js$/, [/^/, '// Dropped where nothing asks for it.\n']],
];

/** What calls and arguments in a component are for hydration only: one for nearly each element. */
const kInComponents = [
  [/^\s*\$\.(?:reset|next)\([^()]*\);$/gm, ''],
  [/(\$\.(?:child|only_child|first_child)\(\w+), true\)/g, '$1)'],
];

const changed = (code, changes) => changes.reduce((text, [before, after]) => text.replace(before, after), code);

/** Plugins of Vite. Where the source of another release of Svelte is another one, nothing is built until somebody has looked at it. */
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
