import type { Outline, StepOutline } from '../lib/outline';
import type { Line, Node } from './Graph.svelte';

// The graph of a template as written: the mark is the verb, and what a finding is about is red.

const icons: Record<StepOutline['verb'], string> = {
  do: 'i-connections',
  approve: 'i-people',
  wait: 'i-clock',
  sleep: 'i-clock',
  emit: 'i-send',
  set: 'i-code',
  run: 'i-templates',
  task: 'i-people',
  '': 's-pending',
};

/** `wrong`: of each step that has an error, what it is. */
export function draftGraph(
  outline: Outline,
  wrong: Map<string, string>,
  href: (step: StepOutline) => string,
): { nodes: Node[]; lines: Line[]; trigger: { text: string; href: string } | null } {
  // A draft may have a step in both lists, which is a mistake that the server tells: it is drawn once.
  const steps = outline.steps.filter((step, at, all) => all.findIndex((each) => each.name === step.name) === at);
  const nodes = steps.map((step): Node => ({
    id: step.name,
    title: step.title,
    sub:
      wrong.get(step.name) ??
      [step.onFailure ? 'on_failure' : '', step.about || step.verb, step.gate ? 'gate' : ''].filter(Boolean).join(' · '),
    status: wrong.has(step.name) ? 'failed' : '',
    icon: icons[step.verb],
    badge: '',
    href: href(step),
    gate: step.gate ? 'gated' : '',
  }));
  const lines = steps.flatMap((step) =>
    [...new Set(step.needs)].map((need): Line => ({ from: need, to: step.name, off: false })),
  );
  const events = outline.triggers.map((each) => each.event).filter(Boolean);
  return { nodes, lines, trigger: events.length > 0 ? { text: events.join(', '), href: '' } : null };
}
