/** Whether the server processes an event of this type again: one from outside, a schedule, or a start by hand. Others tell of runs. */
export const replays = (type: string): boolean =>
  !type.startsWith('baton.') || type === 'baton.schedule.fired' || type === 'baton.run.start';
