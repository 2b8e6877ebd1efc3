import type { Connector } from '../../lib/api';
import { t } from '../../lib/i18n.svelte';

/** How the webhooks of a scheme prove who sent them, in words. Most schemes are a vendor's way to sign. */
export const proofWords = (scheme: string): string =>
  (t.connections.schemes as Record<string, string>)[scheme] ?? t.connections.schemes.signed;

/** By what a connector listens: webhooks and their proof, and what it asks for again and again. */
export const listeningWords = ({ scheme, polls }: Pick<Connector, 'scheme' | 'polls'>): string =>
  [
    scheme ? t.connections.webhooks(proofWords(scheme)) : '',
    polls.length > 0 ? t.connections.asksFor(polls.join(', ').replaceAll('_', ' ')) : '',
  ]
    .filter(Boolean)
    .join('; ');

/** The connectors that have all of these words, in their names or in what they can do. */
export function having(list: Connector[], text: string): Connector[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter((each) => {
    const own = [each.title, each.name, ...each.polls, ...each.operations.flatMap((one) => [one.name, one.title])];
    const whole = own.join('\n').toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
