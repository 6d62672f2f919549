import type { AcceptedFile } from '../attachments/accept-files.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { Viewer } from '../identity/viewer.js';
import { addNote } from '../messages/add-note.js';
import { markMessagesRead } from '../messages/mark-messages-read.js';
import { prepareMessage } from '../messages/prepare-message.js';
import { sendMessage } from '../messages/send-message.js';
import { assignPractice } from '../practices/assign-practice.js';
import { approvePractice, rejectPractice, withdrawPractice } from '../practices/close-practice.js';
import { createPractice } from '../practices/create-practice.js';
import { submitPractice } from '../practices/submit-practice.js';
import { takeInCharge } from '../practices/take-in-charge.js';
import { type Cast, idOf, viewerOf } from './cast.js';
import { correspondenceUpTo } from './correspondence/correspondence.js';
import type { DemoEvent, DemoFile, DemoPractice } from './correspondence/practice.js';

/** Where the story is played: a database whose clock can be set to the instants of the story. */
export interface Stage {
  database: Database;
  setClock(instant: Date): void;
  cast: Cast;
  serviceIds: ReadonlyMap<string, string>;
  /** Makes the files of a message. */
  attach(files: readonly DemoFile[] | undefined): Promise<AcceptedFile[]>;
}

/** What the story remembers of a practice while it goes on. */
interface Thread {
  id: string;
  lastMessageId: string | null;
}

/** Plays what has happened in the municipality through the very rules that requests go through, each step at its instant. */
export async function playStory(stage: Stage, now: Date): Promise<void> {
  const threads = new Map<DemoPractice, Thread>();
  for (const event of correspondenceUpTo(now)) {
    stage.setClock(event.at);
    const files = await stage.attach('files' in event.step ? event.step.files : undefined);
    await stage.database.transaction((tx) => play(tx, stage, event, threads, files));
  }
}

async function play(
  tx: Transaction,
  { cast, serviceIds }: Stage,
  { at, practice, step }: DemoEvent,
  threads: Map<DemoPractice, Thread>,
  files: readonly AcceptedFile[],
): Promise<void> {
  const as = (key: string) => viewerOf(cast, serviceIds, key, at);
  const citizen = viewerOf(cast, serviceIds, practice.citizen, at, practice.session);
  if (step.do === 'start') {
    const input = { serviceId: idOf(serviceIds, practice.service), data: practice.data };
    threads.set(practice, { id: (await createPractice(tx, citizen, input)).id, lastMessageId: null });
    return;
  }
  const thread = threads.get(practice);
  if (!thread) throw new Error('A practice of the story goes on before it has begun');
  const practiceId = thread.id;
  switch (step.do) {
    case 'submit':
      await submitPractice(tx, citizen, practiceId);
      break;
    case 'takeInCharge':
      await takeInCharge(tx, as(step.by), practiceId);
      break;
    case 'assign':
      await assignPractice(tx, as(step.by), { practiceId, operatorId: idOf(cast, step.to) });
      break;
    case 'note':
      await addNote(tx, as(step.by), { practiceId, body: step.body }, files);
      break;
    case 'message':
      await write(tx, as(step.by), thread, step.body, files);
      break;
    case 'reply':
      await write(tx, citizen, thread, step.body, files);
      break;
    case 'approve':
      await approvePractice(tx, as(step.by), { practiceId, reason: step.reason });
      break;
    case 'reject':
      await rejectPractice(tx, as(step.by), { practiceId, reason: step.reason });
      break;
    case 'withdraw':
      await withdrawPractice(tx, citizen, { practiceId, reason: step.reason });
      break;
  }
}

/** Who answers has read what came before. */
async function write(
  tx: Transaction,
  author: Viewer,
  thread: Thread,
  body: string,
  files: readonly AcceptedFile[],
): Promise<void> {
  const practiceId = thread.id;
  const inReplyToId = thread.lastMessageId;
  if (inReplyToId) await markMessagesRead(tx, author, { practiceId, upToMessageId: inReplyToId });
  const { confirmationToken } = await prepareMessage(tx, author, { practiceId, body, inReplyToId }, files);
  thread.lastMessageId = (await sendMessage(tx, author, confirmationToken)).id;
}
