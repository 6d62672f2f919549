import { app } from './app.js';

/** Lets a describe move or stop the clock: after each of its tests time goes on as it did. */
export function withClock(): void {
  afterEach(() => app().clock.reset());
}
