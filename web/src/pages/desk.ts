// The pages that are opened after the first: one file for all of them, since whoever opens one opens others.
export { default as Admin } from './admin/Admin.svelte';
export { default as Catalogue } from './connections/Catalogue.svelte';
export { default as Connections } from './connections/Connections.svelte';
export { default as Events } from './events/Events.svelte';
export { default as Facts } from './facts/Facts.svelte';
export { default as GoalPage } from './goals/GoalPage.svelte';
export { default as Goals } from './goals/Goals.svelte';
export { default as Inbox } from './inbox/Inbox.svelte';
export { default as Insights } from './insights/Insights.svelte';
export { default as LoggedIn } from './connections/LoggedIn.svelte';
export { default as Me } from './me/Me.svelte';
export { default as Routes } from './routes/Routes.svelte';
export { default as Template } from './template/Template.svelte';
export { default as Templates } from './templates/Templates.svelte';
