import { expect } from 'chai';
import { updateService } from '../../src/services/update-service.js';
import { updateServiceGroup } from '../../src/services/update-service-group.js';
import { CreatePracticeDocument, PracticesDocument, SubmitPracticeDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildService, buildStaff, type Citizen } from '../support/build.js';
import { begin, buildGroup, file, fileApproved, folderOf } from '../support/build-group.js';
import { write } from '../support/write.js';

async function singleFolderGroup() {
  const group = await buildGroup({ singleFolder: true });
  const [a, b] = group.services;
  if (!a || !b) throw new Error('A group has two services');
  return { group, a, b };
}

const ids = (practices: string[]) => practices.map((id) => ({ id }));

describe('R20 one folder for an applicant and a group', () => {
  it('is opened by the first submission, and takes what follows', async () => {
    const { group, a, b } = await singleFolderGroup();
    const [citizen, other] = [await buildCitizen(), await buildCitizen()];
    const draft = await begin(citizen, a);
    expect(await folderOf(citizen, draft)).to.equal(null);
    const first = await file(citizen, a);
    const folder = await folderOf(citizen, first);
    expect(folder?.number).to.match(/^\d{4}\/FASC-\d{7}$/);
    expect(await folderOf(citizen, await file(citizen, b))).to.deep.equal(folder);
    expect(await folderOf(other, await file(other, a))).not.to.deep.equal(folder);
    const query = `{ practice(id: "${first}") { folder { openedAt group { id slug } } submittedAt } }`;
    const { practice } = await as(citizen).ask<{ practice: { folder: { group: object } } }, unknown>(query);
    expect(practice.folder.group).to.deep.equal({ id: group.id, slug: group.slug });
  });

  it('is not kept for a service on its own or in a group without a single folder', async () => {
    const citizen = await buildCitizen();
    const group = await buildGroup();
    expect(await folderOf(citizen, await file(citizen, await buildService()))).to.equal(null);
    expect(await folderOf(citizen, await file(citizen, group.services[0] ?? { id: '' }))).to.equal(null);
  });

  it('is one also when two are submitted at the same instant: 100 by 50 applicants make 50, numbered without gaps', async () => {
    const { a, b } = await singleFolderGroup();
    const citizens = await Promise.all(Array.from({ length: 50 }, () => buildCitizen()));
    const begun = citizens.flatMap((citizen) =>
      [a, b].map(async (service) => [citizen, await begin(citizen, service)]),
    );
    const drafts = (await Promise.all(begun)) as [Citizen, string][];
    await Promise.all(
      drafts.map(([citizen, practiceId]) => as(citizen).ask(SubmitPracticeDocument, { input: { practiceId } })),
    );
    const folders = await Promise.all(drafts.map(([citizen, id]) => folderOf(citizen, id)));
    for (let index = 0; index < folders.length; index += 2) {
      expect(folders[index]?.id)
        .to.be.a('string')
        .and.equal(folders[index + 1]?.id);
    }
    expect(new Set(folders.map((folder) => folder?.id)).size).to.equal(50);
    const all = await app().service.parts.database.rows<{ number: string | null }>('SELECT number FROM folders');
    const numbers = all.map(({ number }) => Number(number?.split('FASC-')[1])).sort((one, two) => one - two);
    expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
  }).timeout(120_000);

  it('opens another with newFolder, and folderId picks one', async () => {
    const { a, b } = await singleFolderGroup();
    const citizen = await buildCitizen();
    const [anna, luca] = [await file(citizen, a), await file(citizen, a, { newFolder: true })];
    const [ofAnna, ofLuca] = [await folderOf(citizen, anna), await folderOf(citizen, luca)];
    expect(ofAnna?.id).not.to.equal(ofLuca?.id);
    const picked = await begin(citizen, b, { folderId: ofLuca?.id ?? '' });
    expect(await folderOf(citizen, picked), 'the draft tells its choice').to.deep.equal(ofLuca);
    await as(citizen).ask(SubmitPracticeDocument, { input: { practiceId: picked } });
    expect(await folderOf(citizen, picked)).to.deep.equal(ofLuca);
    expect(await folderOf(citizen, await file(citizen, b))).to.deep.equal(ofAnna);
  });

  it('with newFolder from the start there is no third: the first one asked for is the one that others go into', async () => {
    const { a, b } = await singleFolderGroup();
    const citizen = await buildCitizen();
    const folder = await folderOf(citizen, await file(citizen, a, { newFolder: true }));
    expect(await folderOf(citizen, await file(citizen, b))).to.deep.equal(folder);
  });

  it('with newFolder twice at the same instant there are two', async () => {
    const { a } = await singleFolderGroup();
    const citizen = await buildCitizen();
    const practices = await Promise.all([1, 2].map(() => file(citizen, a, { newFolder: true })));
    const folders = await Promise.all(practices.map((id) => folderOf(citizen, id)));
    expect(folders[0]?.id).to.be.a('string').and.not.equal(folders[1]?.id);
  });

  it('refuses a folder that is not one of theirs or not of the group, and a new one where there are none', async () => {
    const { a } = await singleFolderGroup();
    const { a: elsewhere } = await singleFolderGroup();
    const [citizen, stranger] = [await buildCitizen(), await buildCitizen()];
    const folder = await folderOf(citizen, await file(citizen, a));
    const theirs = await folderOf(stranger, await file(stranger, a));
    const refused = (input: object) =>
      as(citizen).refused(CreatePracticeDocument, { input: { serviceId: a.id, ...input } });
    const paths = (details: { violations: { path: string }[] }) => details.violations.map(({ path }) => path);
    expect((await refused({ folderId: theirs?.id })).code).to.equal('NOT_FOUND');
    expect((await refused({ folderId: 'è così' })).code).to.equal('NOT_FOUND');
    const ofOther = await refused({ serviceId: elsewhere.id, folderId: folder?.id });
    expect([ofOther.code, paths(ofOther.details)]).to.deep.equal(['BAD_USER_INPUT', ['input.folderId']]);
    const both = await refused({ folderId: folder?.id, newFolder: true });
    expect(paths(both.details)).to.deep.equal(['input.folderId', 'input.newFolder']);
    const none = await refused({ serviceId: (await buildService()).id, newFolder: true });
    expect(paths(none.details)).to.deep.equal(['input.newFolder']);
  });

  it('moves nothing when the flag is switched or the service moves; a choice of a draft lapses', async () => {
    const { group, a, b } = await singleFolderGroup();
    const { group: other, a: member } = await singleFolderGroup();
    const citizen = await buildCitizen();
    const first = await file(citizen, a);
    const folder = await folderOf(citizen, first);
    const draft = await begin(citizen, a, { folderId: folder?.id ?? '' });

    await write((tx) => updateServiceGroup(tx, { groupId: group.id, singleFolder: false }));
    const without = await file(citizen, b);
    expect([await folderOf(citizen, first), await folderOf(citizen, without)]).to.deep.equal([folder, null]);
    await write((tx) => updateServiceGroup(tx, { groupId: group.id, singleFolder: true }));
    expect(await folderOf(citizen, without)).to.equal(null);
    expect(await folderOf(citizen, await file(citizen, b))).to.deep.equal(folder);

    await write((tx) => updateService(tx, { serviceId: a.id, groupId: other.id }));
    expect(await folderOf(citizen, first)).to.deep.equal(folder);
    await as(citizen).ask(SubmitPracticeDocument, { input: { practiceId: draft } });
    const there = await folderOf(citizen, draft);
    expect(there?.id).to.be.a('string').and.not.equal(folder?.id);
    expect(await folderOf(citizen, await file(citizen, member))).to.deep.equal(there);

    const found = async (groupId: string) => {
      const { practices } = await as(citizen).ask(PracticesDocument, { filter: { groupId } });
      return practices.nodes.map(({ id }) => id);
    };
    expect(await found(group.id))
      .to.include(first)
      .and.not.to.include(draft);
    expect(await found(other.id))
      .to.include(draft)
      .and.not.to.include(first);
  });

  it('is not opened twice by moves of the service while many file', async () => {
    const { group, a } = await singleFolderGroup();
    const { group: other } = await singleFolderGroup();
    const citizens = await Promise.all(Array.from({ length: 10 }, () => buildCitizen()));
    const drafts = await Promise.all(citizens.map(async (citizen) => [citizen, await begin(citizen, a)] as const));
    const moves = async () => {
      for (let turn = 0; turn < 6; turn += 1) {
        const groupId = turn % 2 ? group.id : other.id;
        await write((tx) => updateService(tx, { serviceId: a.id, groupId }));
      }
    };
    await Promise.all([
      moves(),
      ...drafts.map(([citizen, practiceId]) => as(citizen).ask(SubmitPracticeDocument, { input: { practiceId } })),
    ]);
    const wrong = await app().service.parts.database.rows(
      'SELECT p.id FROM practices p JOIN folders f ON f.id = p.folderId WHERE p.groupId <> f.groupId',
    );
    expect(wrong).to.deep.equal([]);
  });

  it('shows an operator only the practices of their services, and counts no others', async () => {
    const { a, b } = await singleFolderGroup();
    const citizen = await buildCitizen();
    const [first, second] = [await file(citizen, a), await fileApproved(citizen, b)];
    const folder = await folderOf(citizen, first);
    const draft = await begin(citizen, a, { folderId: folder?.id ?? '' });
    const query = `{ practice(id: "${first}") { folder { id number practices { id folder { practices { id } } } } } }`;
    const lying = async (viewer: { token: string }) => {
      const { practice } = await as(viewer).ask<{ practice: { folder: { practices: { id: string }[] } } }, unknown>(
        query,
      );
      return practice.folder.practices.map(({ id }) => ({ id }));
    };
    expect(await lying(citizen)).to.deep.equal(ids([first, second, draft]));
    expect(await lying(await buildStaff({ services: [a] }))).to.deep.equal(ids([first]));
    expect(await lying(await buildStaff({ services: [a, b] }))).to.deep.equal(ids([first, second]));
    expect(await lying(await buildAdministrator())).to.deep.equal(ids([first, second]));
    const stranger = await as(await buildStaff({ services: [b] })).ask(query);
    expect(stranger).to.deep.equal({ practice: null });
  });
});
