import { MainJob1764000000000 } from './1764000000000-main-job.js';
import { Outbox1764300000000 } from './1764300000000-outbox.js';

/** The timeline of the tables, oldest first, the same for both engines. A migration that has been released is never edited. */
export const migrations = [MainJob1764000000000, Outbox1764300000000];
