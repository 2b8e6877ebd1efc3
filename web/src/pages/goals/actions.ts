import type { GoalDetail } from '../../lib/api';
import { t } from '../../lib/i18n.svelte';
import { segment } from '../../lib/router.svelte';
import type { Cell } from '../../ui/Table.svelte';

// Workflows with what they do in other systems, as a table.

export const actionColumns = (): [string, string][] => [
  [t.runs.template, 'w4'],
  [t.goals.actions, 'free'],
];

export const actionRows = (of: GoalDetail['of_workflows']): Cell[][] =>
  of.map((each) => [
    { text: each.workflow, href: `/templates/${segment(each.workflow)}`, small: `v${each.version}` },
    { text: each.actions.map(({ title, connection, operation }) => `${title} (${connection}.${operation})`).join(', ') },
  ]);
