import { expect } from 'chai';
import { arrangeServiceGroup } from '../../src/services/arrange-service-group.js';
import { ServiceStatus } from '../../src/services/service.entity.js';
import { updateService } from '../../src/services/update-service.js';
import { updateServiceGroup } from '../../src/services/update-service-group.js';
import {
  RejectPracticeDocument,
  ServiceGroupDocument,
  SubmitPracticeDocument,
  TakeInChargeDocument,
  WithdrawPracticeDocument,
} from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildCitizen, buildService, buildStaff, type Person } from '../support/build.js';
import { approve, type BuiltGroup, begin, buildGroup, file, fileApproved, folderOf } from '../support/build-group.js';
import { write } from '../support/write.js';

const submit = (citizen: Person, practiceId: string) =>
  as(citizen).answer(SubmitPracticeDocument, { input: { practiceId } });

/** What a submission is refused for: the names of the services that are missing; null when it is not refused. */
async function missing(citizen: Person, practiceId: string): Promise<string[] | null> {
  const { errors } = await submit(citizen, practiceId);
  if (!errors) return null;
  expect(errors[0]?.extensions.code).to.equal('PREREQUISITE_MISSING');
  const details = errors[0]?.extensions.details as { missing: { id: string; slug: string; name: string }[] };
  for (const each of details.missing) expect(each).to.have.all.keys('id', 'slug', 'name');
  return details.missing.map(({ id }) => id);
}

/** The steps of a citizen's way: their states, and what they wait for. */
async function journey(citizen: Person, { slug }: BuiltGroup, folderId?: string) {
  const { serviceGroup } = await as(citizen).ask(ServiceGroupDocument, { slug, folderId });
  return serviceGroup?.journey?.map(({ state, waitsFor, practice }) => ({
    state,
    waitsFor: waitsFor.map(({ id }) => id),
    practice: practice?.id ?? null,
  }));
}

const states = async (citizen: Person, group: BuiltGroup, folderId?: string) =>
  (await journey(citizen, group, folderId))?.map(({ state }) => state);

async function orderedGroup(services: number, singleFolder: boolean) {
  const group = await buildGroup({ ordered: true, singleFolder, services });
  const [a, b, c] = group.services;
  if (!a || !b) throw new Error('An order takes two services');
  return { group, a, b, c: c ?? b };
}

for (const singleFolder of [false, true]) {
  describe(`R17 an ordered group ${singleFolder ? 'with' : 'without'} a single folder`, () => {
    it('takes a step once all earlier ones are approved, and names what is missing', async () => {
      const { group, a, b, c } = await orderedGroup(3, singleFolder);
      const citizen = await buildCitizen();
      expect(await states(citizen, group)).to.deep.equal(['POSSIBLE', 'BLOCKED', 'BLOCKED']);
      const [second, third] = [await begin(citizen, b), await begin(citizen, c)];
      expect(await missing(citizen, third)).to.deep.equal([a.id, b.id]);
      const first = await file(citizen, a);
      expect(await missing(citizen, second), 'filed is not approved').to.deep.equal([a.id]);
      await approve(first, a);
      expect(await missing(citizen, third)).to.deep.equal([b.id]);
      expect(await journey(citizen, group)).to.deep.equal([
        { state: 'DONE', waitsFor: [], practice: first },
        { state: 'IN_PROGRESS', waitsFor: [], practice: second },
        { state: 'BLOCKED', waitsFor: [b.id], practice: third },
      ]);
      expect(await missing(citizen, second)).to.equal(null);
      await approve(second, b);
      expect(await missing(citizen, third)).to.equal(null);
      expect(await states(citizen, group)).to.deep.equal(['DONE', 'DONE', 'IN_PROGRESS']);
    });

    it('leaves nothing behind of a refused submission: no number, no folder, no history', async () => {
      const { b } = await orderedGroup(2, singleFolder);
      const citizen = await buildCitizen();
      const second = await begin(citizen, b);
      await missing(citizen, second);
      const seen = `{ practice(id: "${second}") { status protocolNumber folder { id } history { to } } }`;
      expect(await as(citizen).ask(seen)).to.deep.equal({
        practice: { status: 'DRAFT', protocolNumber: null, folder: null, history: [] },
      });
      const folders = 'SELECT id FROM folders WHERE applicantId = ?';
      expect(await app().service.parts.database.rows(folders, [citizen.id])).to.deep.equal([]);
    });

    it('counts neither a rejected, nor a withdrawn, nor somebody else’s practice', async () => {
      const { group, a, b } = await orderedGroup(2, singleFolder);
      const [citizen, other] = [await buildCitizen(), await buildCitizen()];
      await fileApproved(other, a);
      const rejected = await file(citizen, a);
      const operator = as(await buildStaff({ services: [a] }));
      await operator.ask(TakeInChargeDocument, { input: { practiceId: rejected } });
      await operator.ask(RejectPracticeDocument, { input: { practiceId: rejected, reason: 'Incompleta.' } });
      expect(await states(citizen, group)).to.deep.equal(['POSSIBLE', 'BLOCKED']);
      const withdrawn = await file(citizen, a);
      await as(citizen).ask(WithdrawPracticeDocument, { input: { practiceId: withdrawn } });
      expect(await missing(citizen, await begin(citizen, b))).to.deep.equal([a.id]);
    });

    it('goes on with a step that is over: who has done it may go on, who has not waits for it', async () => {
      const { group, a, b } = await orderedGroup(2, singleFolder);
      const [early, late] = [await buildCitizen(), await buildCitizen()];
      await fileApproved(early, a);
      await write((tx) => updateService(tx, { serviceId: a.id, status: ServiceStatus.SUSPENDED }));
      expect(await missing(early, await begin(early, b))).to.equal(null);
      expect(await missing(late, await begin(late, b))).to.deep.equal([a.id]);
      expect(await journey(late, group)).to.deep.include({ state: 'BLOCKED', waitsFor: [], practice: null });
    });

    it('is not held up by a service in preparation, which no citizen learns of', async () => {
      const { group, a, b, c } = await orderedGroup(3, singleFolder);
      const citizen = await buildCitizen();
      await write((tx) => updateService(tx, { serviceId: b.id, status: ServiceStatus.DRAFT }));
      await fileApproved(citizen, a);
      expect(await states(citizen, group)).to.deep.equal(['DONE', 'POSSIBLE']);
      expect(await missing(citizen, await begin(citizen, c))).to.equal(null);
    });

    it('is reordered while practices are open: what is filed goes on, what is not follows the new order', async () => {
      const { group, a, b } = await orderedGroup(2, singleFolder);
      const citizen = await buildCitizen();
      const filed = await file(citizen, a);
      const serviceIds = [b.id, a.id];
      await write((tx) => arrangeServiceGroup(tx, { groupId: group.id, serviceIds }));
      await approve(filed, a);
      expect(await states(citizen, group)).to.deep.equal(['POSSIBLE', 'DONE']);
      expect(await missing(citizen, await begin(citizen, a))).to.deep.equal([b.id]);
      expect(await missing(citizen, await begin(citizen, b))).to.equal(null);
    });

    it('holds only while the group is ordered', async () => {
      const { group, b } = await orderedGroup(2, singleFolder);
      const citizen = await buildCitizen();
      const second = await begin(citizen, b);
      await write((tx) => updateServiceGroup(tx, { groupId: group.id, ordered: false }));
      expect(await states(citizen, group)).to.deep.equal(['POSSIBLE', 'IN_PROGRESS']);
      expect(await missing(citizen, second)).to.equal(null);
    });

    it('goes by what was filed in the group: through a cycle of moves a practice stays where it is', async () => {
      const { group, a, b } = await orderedGroup(2, singleFolder);
      const other = await buildGroup({ ordered: true, singleFolder, services: 1 });
      const citizen = await buildCitizen();
      const first = await fileApproved(citizen, a);
      const folder = await folderOf(citizen, first);
      const move = (groupId: string) => write((tx) => updateService(tx, { serviceId: a.id, groupId }));
      await move(other.id);
      await write((tx) => updateService(tx, { serviceId: b.id, groupId: other.id }));
      const there = other.services[0]?.id ?? '';
      expect(await missing(citizen, await begin(citizen, b)), 'not filed there').to.deep.equal([there, a.id]);
      expect(await folderOf(citizen, first)).to.deep.equal(folder);
      await write((tx) => arrangeServiceGroup(tx, { groupId: group.id, serviceIds: [a.id, b.id] }));
      expect(await missing(citizen, await begin(citizen, b)), 'back again').to.equal(null);
      expect(await folderOf(citizen, first)).to.deep.equal(folder);
    });

    it('counts what was approved when the service stood on its own: nobody has to ask for it again', async () => {
      const [a, b] = [await buildService(), await buildService()];
      const citizen = await buildCitizen();
      const first = await fileApproved(citizen, a);
      await buildGroup({ ordered: true, singleFolder, services: [a, b] });
      expect(await missing(citizen, await begin(citizen, b))).to.equal(null);
      expect(await folderOf(citizen, first), 'and it has not moved').to.equal(null);
    });
  });
}

describe('R17 with two children in two folders', () => {
  it('each goes their own way', async () => {
    const { group, a, b } = await orderedGroup(2, true);
    const citizen = await buildCitizen();
    const anna = await fileApproved(citizen, a);
    const luca = await file(citizen, a, { newFolder: true });
    const [ofAnna, ofLuca] = [await folderOf(citizen, anna), await folderOf(citizen, luca)];
    expect(ofAnna?.id).not.to.equal(ofLuca?.id);
    expect(await states(citizen, group)).to.deep.equal(['DONE', 'POSSIBLE']);
    expect(await states(citizen, group, ofLuca?.id)).to.deep.equal(['IN_PROGRESS', 'BLOCKED']);
    const second = await begin(citizen, b, { folderId: ofLuca?.id ?? '' });
    expect(await missing(citizen, second)).to.deep.equal([a.id]);
    expect(await missing(citizen, await begin(citizen, b))).to.equal(null);
    expect(await missing(citizen, await begin(citizen, b, { newFolder: true }))).to.deep.equal([a.id]);
    await approve(luca, a);
    expect(await missing(citizen, second)).to.equal(null);
    expect(await folderOf(citizen, second)).to.deep.equal(ofLuca);
  });
});

describe('a journey', () => {
  it('is null to anybody but a citizen, and through a folder that is not theirs or of another group', async () => {
    const [group, other] = [await buildGroup({ singleFolder: true }), await buildGroup({ singleFolder: true })];
    const [citizen, stranger] = [await buildCitizen(), await buildCitizen()];
    const [service] = group.services;
    const folder = await folderOf(citizen, await file(citizen, service ?? { id: '' }));
    for (const asker of [null, await buildStaff({ services: group.services })]) {
      const { serviceGroup } = await as(asker).ask(ServiceGroupDocument, { slug: group.slug });
      expect(serviceGroup?.journey).to.equal(null);
    }
    expect(await states(citizen, group, folder?.id)).to.deep.equal(['IN_PROGRESS', 'POSSIBLE']);
    expect(await states(stranger, group)).to.deep.equal(['POSSIBLE', 'POSSIBLE']);
    expect(await states(stranger, group, folder?.id)).to.equal(undefined);
    expect(await states(citizen, other, folder?.id)).to.equal(undefined);
    expect(await states(citizen, group, 'nessuno')).to.equal(undefined);
  });
});
