import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** Users, services, practices, their messages, and the mails that tell of them. */
export class MainJob1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, instant, text, flag, table } = dialectOf(runner);

    await runner.query(`CREATE TABLE users (
      id ${id} NOT NULL PRIMARY KEY,
      role VARCHAR(10) NOT NULL,
      givenName VARCHAR(255) NOT NULL,
      familyName VARCHAR(255) NOT NULL,
      email VARCHAR(255) NULL,
      phone VARCHAR(40) NULL,
      providedEmail VARCHAR(255) NULL,
      providedPhone VARCHAR(40) NULL,
      locale VARCHAR(2) NOT NULL,
      fiscalCode VARCHAR(16) NULL UNIQUE,
      domicile ${text} NULL,
      spidCode VARCHAR(255) NULL,
      birthDate VARCHAR(10) NULL,
      birthPlace VARCHAR(255) NULL,
      active ${flag} NOT NULL,
      login VARCHAR(255) NULL UNIQUE,
      passwordHash VARCHAR(255) NULL,
      mustChangePassword ${flag} NOT NULL,
      tokenVersion INT NOT NULL,
      identifiedAt ${instant} NULL,
      searchText VARCHAR(520) NOT NULL,
      createdAt ${instant} NOT NULL
    ) ${table}`);
    await runner.query('CREATE INDEX users_by_role ON users (role, id)');

    await runner.query(`CREATE TABLE identities (
      id ${id} NOT NULL PRIMARY KEY,
      issuer VARCHAR(255) NOT NULL,
      subject VARCHAR(255) NOT NULL,
      userId ${id} NOT NULL,
      UNIQUE (issuer, subject),
      FOREIGN KEY (userId) REFERENCES users (id)
    ) ${table}`);

    await runner.query(`CREATE TABLE services (
      id ${id} NOT NULL PRIMARY KEY,
      slug VARCHAR(80) NOT NULL UNIQUE,
      name VARCHAR(200) NOT NULL,
      description ${text} NOT NULL,
      instructions ${text} NULL,
      topic VARCHAR(120) NULL,
      status VARCHAR(10) NOT NULL,
      publishedFrom ${instant} NULL,
      publishedUntil ${instant} NULL,
      searchText ${text} NOT NULL,
      sortName VARCHAR(200) NOT NULL,
      createdAt ${instant} NOT NULL,
      updatedAt ${instant} NOT NULL
    ) ${table}`);
    await runner.query('CREATE INDEX services_by_name ON services (sortName, id)');

    await runner.query(`CREATE TABLE operator_services (
      userId ${id} NOT NULL,
      serviceId ${id} NOT NULL,
      PRIMARY KEY (userId, serviceId),
      FOREIGN KEY (userId) REFERENCES users (id),
      FOREIGN KEY (serviceId) REFERENCES services (id)
    ) ${table}`);

    await runner.query(`CREATE TABLE practices (
      id ${id} NOT NULL PRIMARY KEY,
      serviceId ${id} NOT NULL,
      applicantId ${id} NOT NULL,
      operatorId ${id} NULL,
      status VARCHAR(12) NOT NULL,
      authenticationMethod VARCHAR(10) NOT NULL,
      authenticationLevel INT NULL,
      authenticatedAt ${instant} NOT NULL,
      data ${text} NOT NULL,
      protocolNumber VARCHAR(20) NULL UNIQUE,
      outcomeReason ${text} NULL,
      lastMessageFrom VARCHAR(10) NULL,
      createdAt ${instant} NOT NULL,
      submittedAt ${instant} NULL,
      takenInChargeAt ${instant} NULL,
      closedAt ${instant} NULL,
      updatedAt ${instant} NOT NULL,
      FOREIGN KEY (serviceId) REFERENCES services (id),
      FOREIGN KEY (applicantId) REFERENCES users (id),
      FOREIGN KEY (operatorId) REFERENCES users (id)
    ) ${table}`);
    await runner.query('CREATE INDEX practices_of_applicant ON practices (applicantId, id)');
    await runner.query('CREATE INDEX practices_of_applicant_by_update ON practices (applicantId, updatedAt, id)');
    await runner.query('CREATE INDEX practices_of_service_by_age ON practices (serviceId, id)');
    await runner.query('CREATE INDEX practices_of_service ON practices (serviceId, status, id)');
    await runner.query(
      'CREATE INDEX practices_of_service_by_status_and_update ON practices (serviceId, status, updatedAt, id)',
    );
    await runner.query('CREATE INDEX practices_of_service_by_update ON practices (serviceId, updatedAt, id)');
    await runner.query('CREATE INDEX practices_of_operator ON practices (operatorId, status, id)');
    await runner.query('CREATE INDEX practices_by_update ON practices (updatedAt, id)');

    await runner.query(`CREATE TABLE status_changes (
      id ${id} NOT NULL PRIMARY KEY,
      practiceId ${id} NOT NULL,
      \`from\` VARCHAR(12) NULL,
      \`to\` VARCHAR(12) NOT NULL,
      at ${instant} NOT NULL,
      actorId ${id} NOT NULL,
      note ${text} NULL,
      FOREIGN KEY (practiceId) REFERENCES practices (id),
      FOREIGN KEY (actorId) REFERENCES users (id)
    ) ${table}`);
    await runner.query('CREATE INDEX status_changes_of_practice ON status_changes (practiceId, id)');

    await runner.query(`CREATE TABLE registry_counters (
      series VARCHAR(20) NOT NULL,
      year INT NOT NULL,
      last INT NOT NULL,
      PRIMARY KEY (series, year)
    ) ${table}`);

    await runner.query(`CREATE TABLE messages (
      id ${id} NOT NULL PRIMARY KEY,
      practiceId ${id} NOT NULL,
      visibility VARCHAR(10) NOT NULL,
      authorId ${id} NOT NULL,
      authorRole VARCHAR(10) NOT NULL,
      body ${text} NOT NULL,
      inReplyToId ${id} NULL,
      confirmationHash CHAR(64) NULL UNIQUE,
      createdAt ${instant} NOT NULL,
      readAt ${instant} NULL,
      FOREIGN KEY (practiceId) REFERENCES practices (id),
      FOREIGN KEY (authorId) REFERENCES users (id),
      FOREIGN KEY (inReplyToId) REFERENCES messages (id)
    ) ${table}`);
    await runner.query('CREATE INDEX messages_of_practice ON messages (practiceId, createdAt, id)');
    await runner.query(
      'CREATE INDEX messages_of_practice_by_visibility ON messages (practiceId, visibility, createdAt, id)',
    );

    await runner.query(`CREATE TABLE message_drafts (
      id ${id} NOT NULL PRIMARY KEY,
      practiceId ${id} NOT NULL,
      authorId ${id} NOT NULL,
      body ${text} NOT NULL,
      inReplyToId ${id} NULL,
      confirmationHash CHAR(64) NOT NULL UNIQUE,
      createdAt ${instant} NOT NULL,
      expiresAt ${instant} NOT NULL,
      FOREIGN KEY (practiceId) REFERENCES practices (id),
      FOREIGN KEY (authorId) REFERENCES users (id)
    ) ${table}`);
    await runner.query('CREATE INDEX message_drafts_by_expiry ON message_drafts (expiresAt)');

    await runner.query(`CREATE TABLE read_marks (
      practiceId ${id} NOT NULL,
      userId ${id} NOT NULL,
      readUpTo ${instant} NOT NULL,
      PRIMARY KEY (practiceId, userId),
      FOREIGN KEY (practiceId) REFERENCES practices (id),
      FOREIGN KEY (userId) REFERENCES users (id)
    ) ${table}`);

    await runner.query(`CREATE TABLE mails (
      id ${id} NOT NULL PRIMARY KEY,
      kind VARCHAR(40) NOT NULL,
      practiceId ${id} NULL,
      messageId ${id} NULL,
      recipientId ${id} NULL,
      name VARCHAR(255) NOT NULL,
      address VARCHAR(255) NULL,
      locale VARCHAR(2) NOT NULL,
      subject VARCHAR(255) NOT NULL,
      text ${text} NOT NULL,
      html ${text} NOT NULL,
      state VARCHAR(10) NOT NULL,
      attempts INT NOT NULL,
      nextAttemptAt ${instant} NOT NULL,
      lease ${id} NULL,
      leaseUntil ${instant} NULL,
      lastError VARCHAR(500) NULL,
      createdAt ${instant} NOT NULL,
      sentAt ${instant} NULL,
      FOREIGN KEY (practiceId) REFERENCES practices (id),
      FOREIGN KEY (messageId) REFERENCES messages (id),
      FOREIGN KEY (recipientId) REFERENCES users (id)
    ) ${table}`);
    await runner.query('CREATE INDEX mails_due ON mails (state, nextAttemptAt, id)');
    await runner.query('CREATE INDEX mails_of_message ON mails (messageId)');
    await runner.query('CREATE INDEX mails_to_address ON mails (address, sentAt)');
  }

  async down(runner: QueryRunner): Promise<void> {
    const newestFirst = [
      'mails',
      'read_marks',
      'message_drafts',
      'messages',
      'registry_counters',
      'status_changes',
      'practices',
      'operator_services',
      'services',
      'identities',
      'users',
    ];
    for (const name of newestFirst) await runner.query(`DROP TABLE ${name}`);
  }
}
