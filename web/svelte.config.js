import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// `tree`: what a component draws is made element by element, of lists that are smaller than HTML, and never by `innerHTML`.
export default { preprocess: vitePreprocess(), compilerOptions: { runes: true, fragments: 'tree' } };
