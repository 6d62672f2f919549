import { boolean, char, datetime, int, mysqlTable, text, varchar } from 'drizzle-orm/mysql-core';

/** The tables as Drizzle has them: those of the migrations, as far as the operations need them. */

const id = () => char({ length: 36 });
const instant = () => datetime({ mode: 'date', fsp: 3 });

export const users = mysqlTable('users', {
  id: id().primaryKey(),
  role: varchar({ length: 10, enum: ['CITIZEN', 'OPERATOR', 'ADMIN'] }).notNull(),
  givenName: varchar({ length: 255 }).notNull(),
  familyName: varchar({ length: 255 }).notNull(),
  email: varchar({ length: 255 }),
  providedEmail: varchar({ length: 255 }),
  fiscalCode: varchar({ length: 16 }),
  spidCode: varchar({ length: 255 }),
  active: boolean().notNull(),
});

export const serviceGroups = mysqlTable('service_groups', {
  id: id().primaryKey(),
  slug: varchar({ length: 80 }).notNull(),
  name: varchar({ length: 200 }).notNull(),
  topic: varchar({ length: 120 }),
  ordered: boolean().notNull(),
  sortName: varchar({ length: 200 }).notNull(),
});

export const services = mysqlTable('services', {
  id: id().primaryKey(),
  slug: varchar({ length: 80 }).notNull(),
  name: varchar({ length: 200 }).notNull(),
  topic: varchar({ length: 120 }),
  status: varchar({ length: 10 }).notNull(),
  publishedFrom: instant(),
  publishedUntil: instant(),
  groupId: id(),
  position: int(),
  sortName: varchar({ length: 200 }).notNull(),
});

export const practices = mysqlTable('practices', {
  id: id().primaryKey(),
  serviceId: id().notNull(),
  applicantId: id().notNull(),
  operatorId: id(),
  status: varchar({ length: 12 }).notNull(),
  authenticationMethod: varchar({ length: 10 }).notNull(),
  authenticationLevel: int(),
  data: text().notNull(),
  protocolNumber: varchar({ length: 20 }),
  citizenWroteAt: instant(),
  operatorWroteAt: instant(),
  createdAt: instant().notNull(),
  submittedAt: instant(),
  takenInChargeAt: instant(),
  closedAt: instant(),
  updatedAt: instant().notNull(),
});

export const messages = mysqlTable('messages', {
  id: id().primaryKey(),
  practiceId: id().notNull(),
  visibility: varchar({ length: 10, enum: ['INTERNAL', 'PUBLIC'] }).notNull(),
  authorId: id().notNull(),
  authorRole: varchar({ length: 10 }).notNull(),
  body: text().notNull(),
  confirmationHash: char({ length: 64 }),
  createdAt: instant().notNull(),
  readAt: instant(),
});

export const attachments = mysqlTable('attachments', {
  id: id().primaryKey(),
  messageId: id(),
  position: int().notNull(),
  filename: varchar({ length: 255 }).notNull(),
  mediaType: varchar({ length: 40 }).notNull(),
  size: int().notNull(),
});

export const messageDrafts = mysqlTable('message_drafts', {
  id: id().primaryKey(),
  practiceId: id().notNull(),
  authorId: id().notNull(),
  body: text().notNull(),
  confirmationHash: char({ length: 64 }).notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
});

export const mails = mysqlTable('mails', {
  id: id().primaryKey(),
  kind: varchar({ length: 40 }).notNull(),
  practiceId: id(),
  messageId: id(),
  recipientId: id(),
  name: varchar({ length: 255 }).notNull(),
  address: varchar({ length: 255 }),
  locale: varchar({ length: 2 }).notNull(),
  subject: varchar({ length: 255 }).notNull(),
  text: text().notNull(),
  html: text().notNull(),
  state: varchar({ length: 10 }).notNull(),
  attempts: int().notNull(),
  nextAttemptAt: instant().notNull(),
  lastError: varchar({ length: 500 }),
  createdAt: instant().notNull(),
});
