import { LRUCache } from 'lru-cache';
import type { RequestRecord } from '../log-requests.js';

/** A stretch of time in which kept answers are right. Another object is another season, and nothing of it is known. */
export interface Season {
  /** Whether an answer for this instant is one for all of the season. */
  holds(instant: Date): boolean;
}

/** An answer as it went over the wire, and what the log tells of its operation. */
export interface KeptAnswer {
  headers: Record<string, number | string | string[] | undefined>;
  body: Buffer;
  operation: RequestRecord['operation'];
}

/** The most that is kept, in bytes; what was asked for least recently goes first. */
const MOST_KEPT = 16 * 1024 * 1024;

/** The largest answer that is kept, together with its question. */
const LARGEST_KEPT = 1024 * 1024;

/** What an entry takes beside its question and its body. */
const OVERHEAD = 1_024;

/** The answers of the present season, by everything that was asked. */
export class AnswerCache {
  private season: Season | null = null;
  private readonly answers = new LRUCache<string, KeptAnswer>({
    maxSize: MOST_KEPT,
    maxEntrySize: LARGEST_KEPT,
    sizeCalculation: ({ body }, question) => body.length + 2 * question.length + OVERHEAD,
  });

  /** The answer to a question, if it is known in this season. All that was kept of another one is let go. */
  find(season: Season, question: string): KeptAnswer | undefined {
    if (season !== this.season) this.answers.clear();
    this.season = season;
    return this.answers.get(question);
  }

  /** Keeps an answer that was given for an instant, unless its season is over by now or the instant is not of it. */
  keep(season: Season, question: string, instant: Date, answer: KeptAnswer): void {
    if (season === this.season && season.holds(instant)) this.answers.set(question, answer);
  }
}
