import { expect } from 'chai';
import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../../src/database/entities.js';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { PrepareMessageDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { type Asker, as } from '../support/as.js';
import {
  buildAdministrator,
  buildCitizen,
  buildPractice,
  buildStaff,
  confirm,
  note,
  send,
  signInAgain,
} from '../support/build.js';
import { countStatements } from '../support/count-statements.js';
import { pdf } from '../support/files.js';
import { accepted, upload } from '../support/upload.js';

interface Exported {
  profile: Record<string, unknown>;
  identities: object[];
  practices: Record<string, unknown>[];
  mails: Record<string, unknown>[];
}

const exportOf = async (asker: Asker): Promise<Exported> =>
  (await as(asker).ask<{ exportMyData: Exported }, unknown>('{ exportMyData }')).exportMyData;

/** Where what a table keeps about citizens stands in the export; null where it keeps nothing about them. */
const KEPT: Record<string, string | null> = {
  users: 'profile',
  identities: 'identities',
  practices: 'practices',
  status_changes: 'practices.history',
  messages: 'practices.messages',
  message_drafts: 'practices.preparedMessages',
  read_marks: 'practices.readUpTo',
  access_entries: 'practices.openedByMunicipality',
  folders: 'practices.folder',
  attachments: 'practices.messages.attachments',
  mails: 'mails',
  // The words of the name and addresses that stand in the profile.
  user_words: 'profile',
  operator_services: null,
  services: null,
  practice_counts: null,
  catalogue_state: null,
  service_groups: null,
  registry_counters: null,
  // What another system was told names practices by their ids; who they are of stands with those.
  webhook_deliveries: null,
};

describe('exportMyData', () => {
  it('gives a citizen everything that is kept about them', async () => {
    const { id, applicant, operator, service } = await buildPractice({ data: { bambino: 'Luca' } });
    const input = { practiceId: id, body: 'Manca il certificato.' };
    const file = { name: 'modulo.pdf', content: pdf() };
    const { prepareMessage } = accepted(await upload(operator, PrepareMessageDocument, { input }, [file]));
    const first = await confirm(operator, prepareMessage.draft.confirmationToken);
    await as(applicant).ask(PrepareMessageDocument, { input: { practiceId: id, body: 'Non ancora confermato.' } });
    const read = 'mutation ($i: MarkMessagesReadInput!) { markMessagesRead(input: $i) { practice { id } } }';
    await as(applicant).ask(read, { i: { practiceId: id, upToMessageId: first } });
    await as(operator).ask('query ($id: ID!) { practice(id: $id) { data } }', { id });
    await app().service.parts.mailWorker.drained();

    const { profile, identities, practices, mails } = await exportOf(applicant);
    expect(profile).to.include({
      id: applicant.id,
      fiscalCode: applicant.fiscalCode,
      email: applicant.email,
      chosenEmail: null,
      providedEmail: applicant.email,
    });
    expect(identities).to.deep.equal([{ issuer: app().issuer.url, subject: applicant.subject }]);
    const [practice] = practices;
    expect(practice).to.deep.include({ id, status: 'UNDER_REVIEW', data: { bambino: 'Luca' } });
    expect(practice.service).to.deep.equal({ id: service.id, slug: service.slug, name: service.name });
    expect(practice.history).to.have.length(3);
    expect(practice.messages).to.have.length(1);
    expect(practice.messages).to.have.nested.property('[0].body', 'Manca il certificato.');
    expect(practice.messages).to.have.deep.nested.property('[0].attachments[0].filename', 'modulo.pdf');
    expect(practice.messages).to.have.deep.nested.property('[0].attachments[0].size', pdf().length);
    expect(practice.preparedMessages).to.have.nested.property('[0].body', 'Non ancora confermato.');
    expect(practice.readUpTo).to.equal((practice.messages as { createdAt: string }[])[0].createdAt);
    expect(practice.openedByMunicipality).to.have.length(1);
    expect(mails.map(({ address, state }) => [address, state])).to.deep.equal(Array(3).fill([applicant.email, 'SENT']));
  });

  it('hides what is hidden everywhere: notes (R2), who on the staff it was (R14), other people', async () => {
    const { id, applicant, operator } = await buildPractice({ status: PracticeStatus.APPROVED });
    const other = await buildPractice();
    await note(operator, id, 'Nota riservata ai colleghi.');
    const text = JSON.stringify(await exportOf(applicant));
    expect(text).not.to.include('riservata').and.not.include('INTERNAL').and.not.include(operator.id);
    expect(text).not.to.include('Operatore').and.not.include(other.id).and.not.include(other.applicant.id);
    expect(text).not.to.match(/passwordHash|confirmationHash|tokenVersion|lastError/);
    expect(text).to.include('"displayName":"Comune di Prova"');
  });

  it('has what SPID certifies only in a session that was opened with SPID (R22)', async () => {
    const { applicant } = await buildPractice();
    const { profile } = await exportOf(await signInAgain(applicant, 'PASSWORD'));
    expect(profile).to.include({ id: applicant.id, fiscalCode: null, spidCode: null, birthDate: null, domicile: null });
    const text = JSON.stringify(profile);
    expect(text).not.to.include(applicant.fiscalCode).and.not.include('Via Inventata');
  });

  it('takes the same number of statements, however much there is', async () => {
    const count = async (asker: Asker) => {
      // The first of somebody's requests refreshes what their identity provider says.
      await exportOf(asker);
      return (await countStatements(() => exportOf(asker))).statements.length;
    };
    const { applicant, service, operator, id } = await buildPractice();
    await send(operator, id);
    const few = await count(applicant);
    for (let each = 0; each < 3; each += 1) await send(operator, id);
    await buildPractice({ applicant, service, operator });
    expect(few).to.be.above(0);
    expect(await count(applicant)).to.equal(few);
  });

  it('is empty but for the profile where there is nothing, and is for citizens alone', async () => {
    const { practices, mails } = await exportOf(await buildCitizen());
    expect({ practices, mails }).to.deep.equal({ practices: [], mails: [] });
    expect((await as(null).refused('{ exportMyData }')).code).to.equal('UNAUTHENTICATED');
    for (const person of [await buildStaff(), await buildAdministrator()]) {
      expect((await as(person).refused('{ exportMyData }')).code).to.equal('FORBIDDEN');
    }
  });

  it('has a place for every table that there is', () => {
    const tables = getMetadataArgsStorage()
      .tables.filter(({ target }) => entities.some((entity) => entity === target))
      .map(({ name }) => name);
    expect(tables).to.have.members(Object.keys(KEPT));
  });
});
