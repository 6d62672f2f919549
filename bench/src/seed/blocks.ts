import { Random } from './random.js';

/** Practices come in blocks of so many: within one, shares of what they are and have are exact. */
const BLOCK = 50;

/** What the practices of a block are, by their places in it. */
const STATUSES = [
  ...Array<string>(21).fill('UNDER_REVIEW'),
  ...Array<string>(18).fill('APPROVED'),
  ...Array<string>(4).fill('REJECTED'),
  ...Array<string>(3).fill('REGISTERED'),
  ...Array<string>(2).fill('DRAFT'),
  ...Array<string>(2).fill('WITHDRAWN'),
];

/** The first of a block has this many messages, the 42 others that have any ten on average: 500 in a block. */
const LONG = 80;
const WITH_MESSAGES = 43;

const MESSAGE_COUNTS = STATUSES.map((_, slot) => {
  if (slot === 0) return LONG;
  if (slot >= WITH_MESSAGES) return 0;
  const distance = Math.floor((slot - 1) / 2) % 9;
  return slot % 2 === 0 ? 10 - distance : 10 + distance;
});

/** How many messages of a block come before those of a practice. */
const MESSAGES_BEFORE = MESSAGE_COUNTS.map((_, slot) =>
  MESSAGE_COUNTS.slice(0, slot).reduce((sum, count) => sum + count, 0),
);

/** What a practice is by its place in its block. */
export interface Slot {
  status: string;
  isTaken: boolean;
  /** One of the few with a long correspondence. */
  isLong: boolean;
  messageCount: number;
  messagesBefore: number;
}

/** The place of a practice in its block, which differs from block to block. */
export function slotOf(practiceIndex: number): Slot {
  const block = Math.floor(practiceIndex / BLOCK);
  const slot = (practiceIndex + new Random('block', block).below(BLOCK)) % BLOCK;
  return {
    status: STATUSES[slot],
    isTaken: slot < WITH_MESSAGES,
    isLong: slot === 0,
    messageCount: MESSAGE_COUNTS[slot],
    messagesBefore: MESSAGES_BEFORE[slot],
  };
}
