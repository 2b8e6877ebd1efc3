// The pages between which people go back and forth, and the one of an address that is none.
export { default as Lost } from './lost/Lost.svelte';
export { default as Overview } from './overview/Overview.svelte';
export { default as Run } from './run/Run.svelte';
export { default as Runs } from './runs/Runs.svelte';
