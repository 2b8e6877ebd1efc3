import type { Refusal } from '../../lib/session.svelte';
import type { Words } from '../../lib/words/en';

type Texts = Words['signIn'];

/** Why nobody is signed in, as a title and a sentence; null when there is nothing to say. */
export function cause(texts: Texts, refusal: Refusal | null, ended: boolean): [string, string] | null {
  if (!refusal) return ended ? [texts.ended, texts.endedWhy] : null;
  switch (refusal.code) {
    case 'sign_in_failed':
      return [texts.wrongPassword, texts.wrongPasswordWhy];
    case 'unauthenticated':
      return [texts.wrong, texts.wrongWhy];
    case 'denied':
      return [texts.sender, texts.senderWhy];
    case 'code_invalid':
      return [texts.wrongCode, texts.wrongCodeWhy];
    case 'limited':
      return [texts.limited, texts.limitedWhy(refusal.seconds)];
    case 'conflict':
      return [texts.taken, texts.takenWhy];
    case 'invalid':
      return [texts.invalid, refusal.detail];
    default:
      return [texts.unreachable, texts.unreachableWhy];
  }
}
