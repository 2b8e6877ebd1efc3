import { describe, expect, it } from 'vitest';

import { sourcesOf } from './origin';

describe('the sources of a value', () => {
  const leaf = (kind: 'event' | 'action' | 'constant' | 'person', more = {}) => ({
    kind,
    actor: 'token:crm',
    event: null,
    from: [],
    ...more,
  });
  const made = (...from: ReturnType<typeof leaf>[]) => ({ kind: 'expression' as const, actor: '', event: null, from });

  it('are the ends of its chain, each once', () => {
    const won = leaf('event', { of: 'crm.won', event: 'evt_1' });
    const brief = leaf('action', { step: 'brief', of: 'asana.create_task' });
    const summary = { ...made(won, brief), from: [made(won), made(brief), won] };
    expect(sourcesOf(summary)).toEqual([won, brief]);
  });

  it('are the template only where nothing was read', () => {
    const text = leaf('constant');
    const said = leaf('person', { step: 'legal' });
    expect(sourcesOf(made(text, said))).toEqual([said]);
    expect(sourcesOf(made(text))).toEqual([text]);
  });

  it('tell two people apart', () => {
    const [ada, lea] = [leaf('person', { step: 'a', actor: 'ada' }), leaf('person', { step: 'a', actor: 'lea' })];
    expect(sourcesOf(made(ada, lea))).toEqual([ada, lea]);
  });
});
