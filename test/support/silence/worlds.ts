import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { MessageVisibility } from '../../../src/messages/message.entity.js';
import { ServiceStatus } from '../../../src/services/service.entity.js';
import { PrepareMessageDocument } from '../../generated/operations.js';
import { type App, app, startAnotherApp, stopAnotherApp, within } from '../app.js';
import { as } from '../as.js';
import {
  type BuiltService,
  buildCitizen,
  buildService,
  buildStaff,
  type Citizen,
  type Person,
  signInAgain,
} from '../build.js';
import { buildGroup } from '../build-group.js';
import { png } from '../files.js';
import { scratchDatabase } from '../scratch-database.js';
import { PDF, SigningDesk } from '../signing.js';
import { accepted, type SentFile, upload } from '../upload.js';

/** When the story of a world begins: the same for all, so that every instant in it is the same. */
const BEGINNING = new Date('2026-03-02T09:00:00.000Z').getTime();

/** How long a step of the story takes, and how long after its beginning a note is written, in milliseconds. */
const STEP = 15_000;
const ASIDE = 7_000;

/** One municipality, and whom and what it knows by a name that is the same in every world. */
export interface World {
  app: App;
  /** The id of everything that the story made, by its name. */
  ids: Map<string, string>;
  /** Confirmation tokens that the story left behind, by name. */
  tokens: Map<string, string>;
  people: Map<string, Person>;
}

/** Names of the story that stand for all: people, services, practices in every state, messages. */
export const TELLING = [
  ...['Giulia', 'Luca', 'Marta', 'Iscrizione al nido', 'Scuolabus', 'Infanzia'],
  ...['in corso', 'in attesa', 'approvata', 'senza SPID', 'bozza', 'di Luca', 'scuolabus', 'scuolabus di Luca'],
  ...['domanda', 'seconda domanda', 'a Luca', 'a Dario'],
];

/** Two municipalities with the same history, but that the staff of the first also wrote notes. */
export interface TwoWorlds {
  noted: World;
  silent: World;
  /** The ids of the notes of the first world, and of their attachments: in the second nothing has them. */
  notes: string[];
  hiddenFiles: string[];
  end(): Promise<void>;
}

/** Makes both worlds. The clock stands still, from here on, at the instant at which their stories end. */
export async function makeTwoWorlds(): Promise<TwoWorlds> {
  const { clock } = app();
  clock.stopAt(new Date(BEGINNING));
  const applicant = await buildCitizen({ givenName: 'Giulia', familyName: 'Ferri' });
  const neighbour = await buildCitizen({ givenName: 'Luca', familyName: 'Neri' });
  const databases = [await scratchDatabase(), await scratchDatabase()];
  const apps: App[] = [];
  for (const { url } of databases) apps.push(await startAnotherApp(url));
  const [first, second] = apps;
  const files = await makeFiles();
  const notes: string[] = [];
  const noted = await live(first, applicant, neighbour, files, notes);
  const silent = await live(second, applicant, neighbour, files, null);
  return {
    noted,
    silent,
    notes,
    hiddenFiles: await within(first, () => filesOf(MessageVisibility.INTERNAL)),
    async end() {
      for (const each of apps) await stopAnotherApp(each);
      for (const { drop } of databases) await drop();
      clock.reset();
    },
  };
}

/** The ids of the files of all notes, or of all messages, of a world. */
export async function filesOf(visibility: MessageVisibility): Promise<string[]> {
  const rows = await app().service.parts.database.rows<{ id: string }>(
    'SELECT a.id FROM attachments a JOIN messages m ON m.id = a.messageId WHERE m.visibility = ? ORDER BY a.createdAt, a.position',
    [visibility],
  );
  return rows.map(({ id }) => id);
}

/** A picture, and a document that is signed: the same in every world. */
async function makeFiles(): Promise<SentFile[]> {
  const desk = new SigningDesk();
  try {
    const signed = { name: 'modulo.pdf.p7m', content: desk.sign(PDF, [desk.mario]) };
    return [{ name: 'foto.png', content: png() }, signed];
  } finally {
    desk.close();
  }
}

/** Plays the story in a world. Notes are written where there is a list to put their ids on. */
async function live(
  world: App,
  applicant: Citizen,
  neighbour: Citizen,
  files: SentFile[],
  notes: string[] | null,
): Promise<World> {
  return within(world, async () => {
    const story = new Story(world, files, notes);
    await tell(story, applicant, neighbour);
    await story.step(async () => undefined);
    return { app: world, ids: story.ids, tokens: story.tokens, people: story.people };
  });
}

/** What a story is told with. Every step has an instant of its own, and ends when all mails are delivered. */
class Story {
  readonly ids = new Map<string, string>();
  readonly tokens = new Map<string, string>();
  readonly people = new Map<string, Person>();
  private steps = 0;

  constructor(
    private readonly world: App,
    private readonly files: SentFile[],
    private readonly notes: string[] | null,
  ) {}

  async step<T>(work: () => Promise<T>): Promise<T> {
    this.steps += 1;
    this.world.clock.stopAt(new Date(BEGINNING + this.steps * STEP));
    const result = await work();
    await this.world.service.parts.mailWorker.drained();
    return result;
  }

  /** Somebody who is known in this world from here on. */
  async settles<P extends Person>(name: string, person: P): Promise<P> {
    const { me } = await as(person).ask<{ me: { id: string } }, unknown>('{ me { id } }');
    const here = { ...person, id: me.id };
    this.ids.set(name, me.id);
    this.people.set(name, here);
    return here;
  }

  /** A service that the municipality offers. */
  async offers(name: string): Promise<BuiltService> {
    const service = await this.step(() => buildService({ name, topic: 'Scuola', status: ServiceStatus.PUBLISHED }));
    this.ids.set(name, service.id);
    return service;
  }

  /** A group of services that have to be completed in order, with one folder for each citizen. */
  async groups(name: string, ...services: BuiltService[]): Promise<void> {
    const group = await this.step(() => buildGroup({ name, services, ordered: true, singleFolder: true }));
    this.ids.set(name, group.id);
  }

  /** Somebody of the staff, for these services. */
  async employs(name: string, ...services: BuiltService[]): Promise<Person> {
    const email = `${name}@uffici.example`;
    const person = await this.step(() => buildStaff({ services, email, givenName: name, familyName: 'Segreti' }));
    return this.settles(name, person);
  }

  /** Does something through the API, and keeps the id of what came of it under a name. `before` happens at its instant. */
  async does(person: Person, document: string, input: object, name?: string, before = NOTHING): Promise<string> {
    const answer = await this.step(async () => {
      await before();
      return as(person).ask<Record<string, Record<string, Made>>, unknown>(document, { input });
    });
    const [made] = Object.values(Object.values(answer)[0] ?? {});
    if (name && made?.id) this.ids.set(name, made.id);
    if (name && made?.confirmationToken) this.tokens.set(name, made.confirmationToken);
    return made?.id ?? made?.confirmationToken ?? '';
  }

  /** A message that is prepared in one step and confirmed in the next, with time for notes in between and right before. */
  async message(author: Person, practiceId: string, name: string, more: Telling = {}): Promise<string> {
    const { inReplyToId, meanwhile = NOTHING, before, withFiles = false } = more;
    const input = { practiceId, body: `Messaggio: ${name}.`, inReplyToId };
    const sent = await this.step(async () =>
      accepted(await upload(author, PrepareMessageDocument, { input }, withFiles ? this.files : [])),
    );
    const { confirmationToken } = sent.prepareMessage.draft;
    this.tokens.set(name, confirmationToken);
    await meanwhile();
    return this.does(author, SEND, { confirmationToken }, name, before);
  }

  /** A note, in the world that has notes: some time after the last step, or at its very instant. Answers its id. */
  async note(author: Person, practiceId: string, { inReplyToId, after = ASIDE }: Aside = {}): Promise<string | null> {
    if (!this.notes) return null;
    this.world.clock.stopAt(new Date(BEGINNING + this.steps * STEP + after));
    const body = `Nota riservata numero ${this.notes.length}: il richiedente non ne sa nulla.`;
    const input = { practiceId, body, inReplyToId };
    const files = this.notes.length % 4 === 0 ? this.files : [];
    const { addNote } = accepted(await upload(author, ADD_NOTE, { input }, files));
    await this.world.service.parts.mailWorker.drained();
    const { id } = addNote.message;
    this.notes.push(id);
    return id;
  }
}

interface Made {
  id?: string;
  confirmationToken?: string;
}

interface Telling {
  inReplyToId?: string;
  withFiles?: boolean;
  meanwhile?(): Promise<unknown>;
  before?(): Promise<unknown>;
}

const NOTHING = async (): Promise<unknown> => undefined;

interface Aside {
  inReplyToId?: string | null;
  /** How long after the last step, in milliseconds. */
  after?: number;
}

const PREPARE = `mutation ($input: WriteMessageInput!) { prepareMessage(input: $input) { draft { confirmationToken } } }`;
const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }`;
// What its author asks of it opens the practice too, as a note would in the hands of any client.
const ADD_NOTE = parse(`mutation ($input: WriteMessageInput!) { addNote(input: $input) { message { id body practice {
  updatedAt awaitingReplyFrom messages(last: 5) { totalCount nodes { id body } } } } } }`) as TypedDocumentNode<
  { addNote: { message: { id: string } } },
  { input: object }
>;
const READ = `mutation ($input: MarkMessagesReadInput!) { markMessagesRead(input: $input) { practice { id } } }`;
const OPEN = `query ($id: ID!) { practice(id: $id) { id data messages { nodes { body } } } }`;

const change = (field: string, type = 'PracticeIdInput') =>
  `mutation ($input: ${type}!) { ${field}(input: $input) { practice { id } } }`;
const CREATE = change('createPractice', 'CreatePracticeInput');
const SUBMIT = change('submitPractice');
const TAKE = change('takeInCharge');
const ASSIGN = change('assignPractice', 'AssignPracticeInput');
const APPROVE = change('approvePractice', 'ClosePracticeInput');
const REJECT = change('rejectPractice', 'ClosePracticeInput');
const WITHDRAW = change('withdrawPractice', 'ClosePracticeInput');

/** The story: everything that can happen to a practice, with notes by several colleagues before, during and after it. */
async function tell(story: Story, applicantClaims: Citizen, neighbourClaims: Citizen): Promise<void> {
  const nursery = await story.offers('Iscrizione al nido');
  const bus = await story.offers('Scuolabus');
  const canteen = await story.offers('Mensa');
  await story.groups('Infanzia', nursery, canteen);
  const marta = await story.employs('Marta', nursery);
  const carlo = await story.employs('Carlo', nursery);
  const paola = await story.employs('Paola', nursery, bus);
  const dario = await story.employs('Dario', bus);
  const giulia = await story.settles('Giulia', applicantClaims);
  const luca = await story.settles('Luca', neighbourClaims);

  const file = async (citizen: Person, service: BuiltService, name: string) => {
    const data = { bambino: name };
    const practiceId = await story.does(citizen, CREATE, { serviceId: service.id, data }, name);
    await story.does(citizen, SUBMIT, { practiceId });
    return practiceId;
  };
  const begun = async (citizen: Person, service: BuiltService, operator: Person, name: string) => {
    const practiceId = await file(citizen, service, name);
    await story.does(operator, TAKE, { practiceId });
    return practiceId;
  };

  // Before anybody takes it in charge, and on a practice that nobody ever does.
  const waiting = await file(giulia, nursery, 'in attesa');
  await story.note(carlo, waiting);
  await story.note(paola, waiting);
  const open = await file(giulia, nursery, 'in corso');
  await story.note(carlo, open);
  await story.note(marta, open, { after: 0 });
  await story.does(marta, TAKE, { practiceId: open });

  // During: before, between and after messages, at their very instant, while one waits for its confirmation; answers too.
  const aboutIt = await story.note(paola, open);
  const question = await story.message(marta, open, 'domanda', {
    withFiles: true,
    meanwhile: async () => {
      await story.note(marta, open);
      await story.note(carlo, open, { after: 0 });
    },
  });
  await story.note(carlo, open, { inReplyToId: question });
  const answer = await story.message(giulia, open, 'risposta', {
    inReplyToId: question,
    withFiles: true,
    meanwhile: () => story.note(paola, open, { inReplyToId: aboutIt }),
    before: () => story.note(marta, open, { after: 0 }),
  });
  await story.note(marta, open, { inReplyToId: answer, after: 0 });
  await story.message(marta, open, 'seconda domanda', {
    inReplyToId: answer,
    before: async () => {
      for (let each = 0; each < 3; each += 1) await story.note(carlo, open, { after: 0 });
    },
  });
  // More notes than a page has entries.
  for (let each = 0; each < 25; each += 1) await story.note(each % 2 ? carlo : marta, open, { after: ASIDE + each });
  await story.message(giulia, open, 'seconda risposta');
  const lastNote = await story.note(marta, open);
  // Whoever has notes reads up to one of them, who has none up to the message before it.
  await story.does(marta, READ, { practiceId: open, upToMessageId: lastNote ?? ids(story, 'seconda risposta') });
  await story.does(giulia, READ, { practiceId: open, upToMessageId: question });
  await story.note(carlo, open);
  await story.does(marta, PREPARE, { practiceId: open, body: 'Non confermato.' }, 'bozza di Marta');
  await story.does(giulia, PREPARE, { practiceId: open, body: 'In attesa di conferma.' }, 'bozza di Giulia');
  await story.note(marta, open);

  // After the end: decided either way, or taken back.
  const approved = await begun(giulia, nursery, marta, 'approvata');
  await story.message(marta, approved, 'prima della fine');
  await story.note(carlo, approved);
  await story.does(marta, APPROVE, { practiceId: approved });
  await story.note(marta, approved);
  const rejected = await begun(giulia, nursery, carlo, 'rigettata');
  await story.note(carlo, rejected, { after: 0 });
  await story.does(carlo, REJECT, { practiceId: rejected, reason: 'Mancano i requisiti.' });
  await story.note(paola, rejected);
  const withdrawn = await begun(giulia, nursery, marta, 'ritirata');
  await story.note(marta, withdrawn);
  await story.does(giulia, WITHDRAW, { practiceId: withdrawn });
  await story.note(carlo, withdrawn);

  // Where no messages are possible at all, and where the operator in charge changed.
  const withPassword = await story.step(() => signInAgain(giulia, 'PASSWORD'));
  const unidentified = await begun(withPassword, nursery, marta, 'senza SPID');
  await story.note(marta, unidentified);
  const handedOver = await begun(giulia, nursery, marta, 'riassegnata');
  await story.message(giulia, handedOver, 'a chi ne è incaricato');
  await story.note(marta, handedOver);
  await story.does(marta, ASSIGN, { practiceId: handedOver, operatorId: carlo.id });
  await story.note(carlo, handedOver);
  await story.does(giulia, CREATE, { serviceId: nursery.id, data: { bambino: 'bozza' } }, 'bozza');

  // Another citizen of the same service, and practices of a service that other operators handle.
  const neighbours = await begun(luca, nursery, carlo, 'di Luca');
  await story.message(carlo, neighbours, 'a Luca');
  await story.note(carlo, neighbours);
  const elsewhere = await begun(giulia, bus, dario, 'scuolabus');
  await story.message(dario, elsewhere, 'da Dario');
  await story.message(giulia, elsewhere, 'a Dario');
  await file(luca, bus, 'scuolabus di Luca');

  // The staff opens all of them, notes or not: so the register of both worlds has the same entries to show.
  for (const practiceId of [waiting, open, approved, rejected, withdrawn, unidentified, handedOver, neighbours]) {
    for (const colleague of [marta, carlo, paola]) await as(colleague).ask(OPEN, { id: practiceId });
  }
}

function ids(story: Story, name: string): string {
  const id = story.ids.get(name);
  if (!id) throw new Error(`The story has no ${name}`);
  return id;
}
