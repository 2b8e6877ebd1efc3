// The pages of a template's text: the editor without CodeMirror, which it fetches, and the differences of two versions.
export { default as DiffPage } from './diff/DiffPage.svelte';
export { default as Editor } from './editor/Editor.svelte';
