import { app } from './app.js';

/** Lets a describe move or stop the clock: after each of its tests time goes on as it did. */
export function withClock(): void {
  afterEach(() => app().clock.reset());
}

/** Lets time pass once no mail is on its way: to who is sending one, a leap looks as if they had been asleep for so long. */
export async function letPass(milliseconds: number): Promise<void> {
  await app().service.parts.mailWorker.drained();
  app().clock.advance(milliseconds);
}
