import type { Database } from '../../src/database/database.js';
import { app } from './app.js';

/** Runs rules in a transaction of their own, without a request. */
export const write: Database['transaction'] = (work) => app().service.parts.database.transaction(work);
