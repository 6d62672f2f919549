import { createHash } from 'node:crypto';
import { searchable } from '../../../src/graphql/search.js';
import { wordsOf } from '../../../src/users/user-words.js';
import { ATTACHMENT_COLUMNS, attachmentsOf } from './attachments.js';
import { catalogueTables } from './catalogue-tables.js';
import { SeedFolders } from './folders.js';
import { SEED_START } from './kinds.js';
import { type Municipality, type SeedMessage, type SeedPractice, type SeedUser } from './municipality.js';
import { Random } from './random.js';

export type Value = string | number | Date | null;

/** A table to fill: its columns, and its rows one after another. */
export interface SeedTable {
  name: string;
  columns: readonly string[];
  rows(): Iterable<Value[]>;
}

/** Every table in an order that its foreign keys allow. A new one is a new entry. */
export function tablesOf(town: Municipality): SeedTable[] {
  const folders = new SeedFolders(town);
  return [
    { name: 'users', columns: USER_COLUMNS, rows: () => users(town) },
    { name: 'user_words', columns: ['userId', 'place', 'word'], rows: () => userWords(town) },
    ...catalogueTables(town),
    { name: 'folders', columns: FOLDER_COLUMNS, rows: () => folderRows(folders) },
    { name: 'practices', columns: PRACTICE_COLUMNS, rows: () => practices(town, folders) },
    { name: 'practice_counts', columns: PRACTICE_COUNT_COLUMNS, rows: () => practiceCounts(town) },
    { name: 'registry_counters', columns: ['series', 'year', 'last'], rows: () => registryCounters(town, folders) },
    { name: 'status_changes', columns: STATUS_CHANGE_COLUMNS, rows: () => statusChanges(town) },
    { name: 'messages', columns: MESSAGE_COLUMNS, rows: () => messages(town) },
    { name: 'attachments', columns: ATTACHMENT_COLUMNS, rows: () => attachments(town) },
    { name: 'read_marks', columns: ['practiceId', 'userId', 'readUpTo'], rows: () => readMarks(town) },
    { name: 'mails', columns: MAIL_COLUMNS, rows: () => mails(town) },
  ];
}

const USER_COLUMNS = [
  ...['id', 'role', 'givenName', 'familyName', 'email', 'phone', 'providedEmail', 'providedPhone', 'locale'],
  ...['fiscalCode', 'domicile', 'spidCode', 'birthDate', 'birthPlace', 'active', 'login', 'passwordHash'],
  ...['mustChangePassword', 'tokenVersion', 'identifiedAt', 'searchText', 'createdAt'],
];

const DOMICILE = JSON.stringify({
  street: 'Via Inventata 1',
  postalCode: '56010',
  municipality: 'Prova',
  province: 'PI',
  country: 'IT',
});

function* users(town: Municipality): Generator<Value[]> {
  for (let index = 0; index < town.size.operators; index += 1) {
    const { id, givenName, familyName, email } = town.operator(index);
    const name = searchable(givenName, familyName);
    yield [
      ...[id, 'OPERATOR', givenName, familyName, email, null, null, null, 'it', null, null, null, null, null],
      ...[1, email, 'no password opens this account', 0, 0, null, name, SEED_START],
    ];
  }
  for (let index = 0; index < town.size.citizens; index += 1) {
    const { id, givenName, familyName, email, fiscalCode, spidCode } = town.citizen(index);
    const name = searchable(givenName, familyName);
    yield [
      ...[id, 'CITIZEN', givenName, familyName, null, null, email, null, 'it', fiscalCode, DOMICILE, spidCode],
      ...['1980-01-01', 'H501', 1, null, null, 0, 0, SEED_START, name, SEED_START],
    ];
  }
}

function* userWords(town: Municipality): Generator<Value[]> {
  const people = [
    ...Array.from({ length: town.size.operators }, (_, index) => town.operator(index)),
    ...Array.from({ length: town.size.citizens }, (_, index) => town.citizen(index)),
  ];
  for (const { id, givenName, familyName, email } of people) {
    const words = wordsOf({ searchText: searchable(givenName, familyName), email, providedEmail: null });
    for (const { place, word } of words) yield [id, place, word];
  }
}

const FOLDER_COLUMNS = ['id', 'number', 'applicantId', 'groupId', 'automaticFor', 'openedAt'];

function* folderRows(folders: SeedFolders): Generator<Value[]> {
  for (const { id, number, applicantId, groupId, openedAt } of folders.all()) {
    yield [id, number, applicantId, groupId, groupId, openedAt];
  }
}

const PRACTICE_COLUMNS = [
  ...['id', 'serviceId', 'applicantId', 'operatorId', 'status', 'authenticationMethod', 'authenticationLevel'],
  ...['authenticatedAt', 'data', 'protocolNumber', 'outcomeReason', 'citizenWroteAt', 'operatorWroteAt', 'createdAt'],
  ...['submittedAt', 'takenInChargeAt', 'closedAt', 'updatedAt', 'groupId', 'folderId'],
];

function* practices(town: Municipality, folders: SeedFolders): Generator<Value[]> {
  for (const practice of allPractices(town)) {
    const { id, service, applicant, operator, status, createdAt, submittedAt, takenInChargeAt, closedAt } = practice;
    const sent = town.messagesOf(practice).filter(isPublic);
    const wroteAt = (role: string) => sent.findLast(({ authorRole }) => authorRole === role)?.createdAt ?? null;
    const updatedAt = closedAt ?? sent.at(-1)?.createdAt ?? takenInChargeAt ?? submittedAt ?? createdAt;
    yield [
      ...[id, service.id, applicant.id, operator?.id ?? null, status, practice.authenticationMethod],
      ...[practice.authenticationLevel, createdAt, formOf(practice), practice.protocolNumber],
      ...[
        status === 'REJECTED' ? 'Requisiti non soddisfatti.' : null,
        wroteAt('CITIZEN'),
        wroteAt('OPERATOR'),
        createdAt,
      ],
      ...[submittedAt, takenInChargeAt, closedAt, updatedAt],
      // A draft goes with its service until it is filed.
      ...[submittedAt && (service.group?.id ?? null), submittedAt && (folders.of(practice)?.id ?? null)],
    ];
  }
}

const formOf = ({ index, applicant }: SeedPractice): string =>
  JSON.stringify({
    targa: `AB${String(index % 1000).padStart(3, '0')}CD`,
    indirizzo: `Via Garibaldi ${index % 200}`,
    telefono: `050 ${index}`,
    dichiarante: `${applicant.givenName} ${applicant.familyName}`,
  });

const COUNTED = ['SUBMITTED', 'REGISTERED', 'UNDER_REVIEW', 'APPROVED', 'REJECTED', 'WITHDRAWN'];

const PRACTICE_COUNT_COLUMNS = [
  'serviceId',
  ...['submitted', 'registered', 'underReview', 'approved', 'rejected', 'withdrawn'],
];

function* practiceCounts(town: Municipality): Generator<Value[]> {
  const counts = new Map<string, number[]>();
  for (const { service, status } of allPractices(town)) {
    if (!COUNTED.includes(status)) continue;
    const ofService = counts.get(service.id) ?? COUNTED.map(() => 0);
    counts.set(
      service.id,
      ofService.map((count, index) => (COUNTED[index] === status ? count + 1 : count)),
    );
  }
  for (const [serviceId, ofService] of counts) yield [serviceId, ...ofService];
}

function* registryCounters(town: Municipality, folders: SeedFolders): Generator<Value[]> {
  for (const year of [2023, 2024, 2025]) {
    yield ['PROTOCOL', year, town.size.practices];
    yield ['FOLDER', year, folders.counts.get(year) ?? 0];
  }
}

const STATUS_CHANGE_COLUMNS = ['id', 'practiceId', 'from', 'to', 'at', 'actorId', 'note'];

function* statusChanges(town: Municipality): Generator<Value[]> {
  for (const practice of allPractices(town)) {
    const { id, applicant, operator, status, submittedAt, takenInChargeAt, closedAt } = practice;
    let number = 0;
    const change = (from: string, to: string, at: Date, by: SeedUser) => {
      number += 1;
      return [town.statusChangeId(practice, number, at), id, from, to, at, by.id, null];
    };
    if (submittedAt) {
      yield change('DRAFT', 'SUBMITTED', submittedAt, applicant);
      yield change('SUBMITTED', 'REGISTERED', submittedAt, applicant);
    }
    if (takenInChargeAt && operator) yield change('REGISTERED', 'UNDER_REVIEW', takenInChargeAt, operator);
    if (closedAt) yield change(operator ? 'UNDER_REVIEW' : 'REGISTERED', status, closedAt, operator ?? applicant);
  }
}

const MESSAGE_COLUMNS = [
  ...['id', 'practiceId', 'visibility', 'authorId', 'authorRole', 'body', 'inReplyToId', 'confirmationHash'],
  ...['createdAt', 'readAt'],
];

function* messages(town: Municipality): Generator<Value[]> {
  for (const practice of allPractices(town)) {
    for (const { id, visibility, authorId, authorRole, body, inReplyToId, createdAt, readAt } of town.messagesOf(
      practice,
    )) {
      const hash = visibility === 'PUBLIC' ? createHash('sha256').update(id).digest('hex') : null;
      yield [id, practice.id, visibility, authorId, authorRole, body, inReplyToId, hash, createdAt, readAt];
    }
  }
}

function* attachments(town: Municipality): Generator<Value[]> {
  for (const practice of allPractices(town)) {
    for (const message of town.messagesOf(practice)) yield* attachmentsOf(message);
  }
}

/** Both parties have read all but the last messages of one practice in two. */
function* readMarks(town: Municipality): Generator<Value[]> {
  for (const practice of allPractices(town)) {
    const sent = town.messagesOf(practice).filter(isPublic);
    const random = new Random('read', practice.index);
    for (const reader of [practice.applicant, practice.operator]) {
      const read = random.chance(0.5) ? sent.at(-1) : sent.at(-3);
      if (reader && read) yield [practice.id, reader.id, read.createdAt];
    }
  }
}

const MAIL_COLUMNS = [
  ...['id', 'kind', 'practiceId', 'messageId', 'recipientId', 'name', 'address', 'locale', 'subject', 'text', 'html'],
  ...['state', 'attempts', 'nextAttemptAt', 'lease', 'leaseUntil', 'lastError', 'createdAt', 'sentAt'],
];

/** Mails of what is still under review: those of older practices would fill the disk and change nothing. */
function* mails(town: Municipality): Generator<Value[]> {
  for (const practice of allPractices(town)) {
    const { id, applicant, operator, status, protocolNumber } = practice;
    if (status !== 'UNDER_REVIEW' || !operator) continue;
    let number = 0;
    for (const message of town.messagesOf(practice).filter(isPublic)) {
      const to = message.authorRole === 'CITIZEN' ? operator : applicant;
      const at = message.createdAt;
      number += 1;
      yield [
        ...[town.mailId(practice, number, at), 'message', id, message.id, to.id, `${to.givenName} ${to.familyName}`],
        ...[to.email, 'it', `[${protocolNumber}] Nuovo messaggio sulla Sua pratica`, message.body],
        ...[`<p>${message.body}</p>`, 'SENT', 1, at, null, null, null, at, at],
      ];
    }
  }
}

function* allPractices(town: Municipality): Generator<SeedPractice> {
  for (let index = 0; index < town.size.practices; index += 1) yield town.practice(index);
}

const isPublic = (message: SeedMessage): boolean => message.visibility === 'PUBLIC';
