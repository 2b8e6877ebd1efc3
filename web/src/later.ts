// What is opened on a page now and then: one file, fetched when the first of these is opened, since one is compressed better than many.
export { default as ContextView } from './pages/run/ContextView.svelte';
export { default as JournalView } from './pages/run/JournalView.svelte';
export { default as Migrate } from './pages/run/Migrate.svelte';
export { default as Resolve } from './pages/run/Resolve.svelte';
export { default as Retry } from './pages/run/Retry.svelte';
export { default as Skip } from './pages/run/Skip.svelte';
export { default as StepPanel } from './pages/run/StepPanel.svelte';
export { default as StopRun } from './pages/run/StopRun.svelte';
export { default as TimelineView } from './pages/run/TimelineView.svelte';
export { default as Bulk } from './pages/runs/Bulk.svelte';
export { default as SaveView } from './pages/runs/SaveView.svelte';
export { default as StartRun } from './pages/template/StartRun.svelte';
export { default as Help } from './ui/Help.svelte';
export { default as Palette } from './ui/Palette.svelte';
export { default as Password } from './ui/Password.svelte';
export { default as Replay } from './ui/Replay.svelte';
export { default as SendEvent } from './ui/SendEvent.svelte';
