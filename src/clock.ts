/** Tells the present instant. The one thing that tests and the demo's story replace. */
export type Clock = () => Date;

/** The machine's clock, in milliseconds, UTC. */
export const systemClock: Clock = () => new Date();

const ROME_YEAR = new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/Rome', year: 'numeric' });

/** The calendar year in Italy at an instant: registers start anew with it. */
export const yearInRome = (instant: Date): number => Number(ROME_YEAR.format(instant));
