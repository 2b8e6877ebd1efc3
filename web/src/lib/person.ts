/** Who did something, as people read it: the name without what tells that they came by a token. Empty when nobody is known. */
export const person = (actor: string | null | undefined): string => (actor ?? '').replace(/^token:/, '');
