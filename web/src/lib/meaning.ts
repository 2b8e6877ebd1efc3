import type { Outline, StepOutline } from './outline';

// What differs in meaning between two versions of a template, step by step.

export type Tag = 'order' | 'tighter' | 'looser';

export type What =
  | { is: 'added' | 'removed' }
  | { is: 'needs' | 'gate' | 'verb'; now: string; before: string }
  | { is: 'attempts'; now: number; before: number }
  | { is: 'other' };

export interface Meaning {
  step: string;
  line: number;
  what: What[];
  tags: Tag[];
}

const verb = (step: StepOutline) => [step.verb, step.about].filter(Boolean).join(' ');

function compare(before: StepOutline, now: StepOutline): { what: What[]; tags: Tag[] } {
  const what: What[] = [];
  const tags = new Set<Tag>();
  const [was, is] = [before.needs.toSorted().join(', '), now.needs.toSorted().join(', ')];
  if (was !== is) {
    what.push({ is: 'needs', now: is, before: was });
    tags.add('order');
  }
  if (before.gate !== now.gate) {
    what.push({ is: 'gate', now: now.gate, before: before.gate });
    if (!before.gate) tags.add('tighter');
    else if (!now.gate) tags.add('looser');
  }
  if (verb(before) !== verb(now)) what.push({ is: 'verb', now: verb(now), before: verb(before) });
  if (before.attempts !== now.attempts) {
    what.push({ is: 'attempts', now: now.attempts, before: before.attempts });
    tags.add(now.attempts > before.attempts ? 'looser' : 'tighter');
  }
  const rest = (step: StepOutline) => JSON.stringify([step.inputs, step.when, step.onError, step.team, step.onFailure]);
  if (rest(before) !== rest(now)) what.push({ is: 'other' });
  return { what, tags: [...tags] };
}

export function meaning(before: Outline, now: Outline): Meaning[] {
  const found: Meaning[] = [];
  for (const step of now.steps) {
    const was = before.steps.find((each) => each.name === step.name);
    const { what, tags } = was ? compare(was, step) : { what: [{ is: 'added' } as What], tags: [] as Tag[] };
    if (what.length > 0) found.push({ step: step.name, line: step.line, what, tags });
  }
  for (const step of before.steps)
    if (!now.steps.some((each) => each.name === step.name))
      found.push({ step: step.name, line: 0, what: [{ is: 'removed' }], tags: [] });
  return found;
}

export function triggersDiffer(before: Outline, now: Outline): boolean {
  return JSON.stringify(before.triggers) !== JSON.stringify(now.triggers);
}
