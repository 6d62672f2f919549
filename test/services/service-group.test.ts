import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { print } from 'graphql';
import { ServiceStatus } from '../../src/services/service.entity.js';
import {
  ArrangeServiceGroupDocument,
  CreateServiceDocument,
  CreateServiceGroupDocument,
  DeleteServiceDocument,
  DeleteServiceGroupDocument,
  ServiceDocument,
  ServiceGroupDocument,
  ServiceGroupsDocument,
  UpdateServiceDocument,
  UpdateServiceGroupDocument,
} from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildService, buildStaff, type Person } from '../support/build.js';
import { type BuiltGroup, begin, buildGroup, buildServices, fileApproved, folderOf } from '../support/build-group.js';

const own = (word: string) => `${word} ${randomUUID().slice(0, 8)}`;

const unknownId = '019a0000-0000-7000-8000-000000000000';

describe('R16 a service is in one group or none', () => {
  let administrator: Person;

  before(async () => {
    administrator = await buildAdministrator();
  });

  /** The services of a group, in order, as the staff sees them. */
  async function membersOf({ name }: { name: string }): Promise<(readonly [string, number | null])[]> {
    const { serviceGroups } = await as(administrator).ask(ServiceGroupsDocument, { search: name });
    return (serviceGroups.nodes[0]?.services ?? []).map(({ id, position }) => [id, position] as const);
  }

  const arrange = (group: { id: string }, services: { id: string }[], expectedVersion?: number) =>
    as(administrator).answer(ArrangeServiceGroupDocument, {
      input: { groupId: group.id, serviceIds: services.map(({ id }) => id), expectedVersion },
    });

  const numbered = (...services: ({ id: string } | undefined)[]) =>
    services.map((service, index) => [service?.id, index + 1]);

  const versionOf = async ({ slug }: { slug: string }) =>
    (await as(administrator).ask(ServiceGroupDocument, { slug })).serviceGroup?.version ?? expect.fail('no version');

  it('is given exactly these services in this order; one of another group moves, one left out stands on its own', async () => {
    const [one, other] = [await buildGroup({ services: 3 }), await buildGroup({ services: 3 })];
    const [a, b, c] = one.services;
    const [d, e, f] = other.services;
    if (!a || !b || !c || !d || !e || !f) return expect.fail('too few services');
    expect((await arrange(one, [c, d, a])).errors).to.equal(undefined);
    expect(await membersOf(one)).to.deep.equal(numbered(c, d, a));
    expect(await membersOf(other)).to.deep.equal(numbered(e, f));
    const { service } = await as(administrator).ask(ServiceDocument, { slug: b.slug });
    expect(service).to.deep.include({ group: null, position: null });
    expect((await arrange(one, [])).errors).to.equal(undefined);
    expect(await membersOf(one)).to.deep.equal([]);
  });

  it('goes by updateService, too: last of its group, and null frees it', async () => {
    const [from, to] = [await buildGroup({ services: 3 }), await buildGroup({ services: 1 })];
    const [first, second, third] = from.services;
    const serviceId = first?.id ?? '';
    const move = (groupId: string | null) =>
      as(administrator).ask(UpdateServiceDocument, { input: { serviceId, groupId } });
    const { updateService } = await move(to.id);
    expect(updateService.service).to.deep.include({ position: 2, group: { id: to.id, name: to.name } });
    expect(await membersOf(from)).to.deep.equal(numbered(second, third));
    expect((await move(to.id)).updateService.service.position, 'again').to.equal(2);
    expect((await move(null)).updateService.service).to.deep.include({ position: null, group: null });
    expect(await membersOf(to)).to.deep.equal(numbered(to.services[0]));
    const input = { name: own('Nuovo'), description: 'Creato nel gruppo.', groupId: to.id };
    const { createService } = await as(administrator).ask(CreateServiceDocument, { input });
    expect(await membersOf(to)).to.deep.equal(numbered(to.services[0], createService.service));
  });

  it('refuses services that do not exist, that are named twice, and a group that does not exist', async () => {
    const group = await buildGroup();
    const [first] = group.services;
    if (!first) return expect.fail('no service');
    const codes = async (answer: ReturnType<typeof arrange>) =>
      (await answer).errors?.map(({ extensions }) => extensions.code);
    expect(await codes(arrange(group, [first, first]))).to.deep.equal(['BAD_USER_INPUT']);
    expect(await codes(arrange(group, [first, { id: unknownId }]))).to.deep.equal(['BAD_USER_INPUT']);
    expect(await codes(arrange(group, [first, { id: 'è così' }]))).to.deep.equal(['BAD_USER_INPUT']);
    for (const id of [unknownId, 'nessuno', 'è così']) {
      expect(await codes(arrange({ id }, []))).to.deep.equal(['NOT_FOUND']);
      for (const document of [UpdateServiceGroupDocument, DeleteServiceGroupDocument].map(print)) {
        const input = { groupId: id };
        expect((await as(administrator).refused(document, { input })).code).to.equal('NOT_FOUND');
      }
      const input = { serviceId: id };
      expect((await as(administrator).refused(DeleteServiceDocument, { input })).code).to.equal('NOT_FOUND');
    }
    const input = { serviceId: first.id, groupId: unknownId };
    const refusal = await as(administrator).refused(UpdateServiceDocument, { input });
    expect(refusal.details.violations).to.have.nested.property('[0].path', 'input.groupId');
    expect(await membersOf(group)).to.deep.equal(numbered(...group.services));
  });

  it('holds in a cycle of moves at the same instant: each service is in one group, and places have no gaps', async () => {
    const groups: BuiltGroup[] = [];
    while (groups.length < 3) groups.push(await buildGroup({ services: 4 }));
    const all = groups.flatMap(({ services }) => services);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(
        groups.map((group, index) => {
          const next = groups[(index + 1) % groups.length] ?? group;
          const serviceId = group.services[round]?.id ?? '';
          return as(administrator).answer(UpdateServiceDocument, { input: { serviceId, groupId: next.id } });
        }),
      );
    }
    // Every service has moved on to the next group; who came too late was told so, and has not moved.
    const members = await Promise.all(groups.map(membersOf));
    expect(members.flat().map(([id]) => id)).to.have.members(all.map(({ id }) => id));
    for (const each of members) expect(each.map(([, position]) => position)).to.deep.equal(each.map((_, i) => i + 1));
  });

  it('survives arrangements at the same instant that take the same services', async () => {
    const groups = [await buildGroup(), await buildGroup(), await buildGroup()];
    const services = await buildServices(4);
    const answers = await Promise.all(
      [...groups, ...groups].map((group, index) => arrange(group, index % 2 ? services : [...services].reverse())),
    );
    for (const { errors = [] } of answers) {
      for (const { extensions } of errors) expect(extensions.code).to.equal('CONFLICT');
    }
    const members = (await Promise.all(groups.map(membersOf))).filter(({ length }) => length > 0);
    const ids = members.flat().map(([id]) => id);
    expect(new Set(ids)).to.have.property('size', ids.length);
    expect(ids).to.include.members(services.map(({ id }) => id));
  });

  it('is free again when its group is deleted; folders and practices stay', async () => {
    const group = await buildGroup({ singleFolder: true });
    const [service] = group.services;
    if (!service) return expect.fail('no service');
    const citizen = await buildCitizen();
    const practiceId = await fileApproved(citizen, service);
    const folder = await folderOf(citizen, practiceId);
    const input = { groupId: group.id };
    const { deleteServiceGroup } = await as(administrator).ask(DeleteServiceGroupDocument, { input });
    expect(deleteServiceGroup.deletedId).to.equal(group.id);
    expect((await as(administrator).ask(ServiceGroupDocument, { slug: group.slug })).serviceGroup).to.equal(null);
    const { service: freed } = await as(null).ask(ServiceDocument, { slug: service.slug });
    expect(freed).to.deep.include({ group: null, position: null });
    expect(folder).not.to.equal(null);
    expect(await folderOf(citizen, practiceId)).to.deep.equal(folder);
    const query = `{ practice(id: "${practiceId}") { folder { group { id } practices { id } } } }`;
    expect(await as(citizen).ask(query)).to.deep.equal({
      practice: { folder: { group: null, practices: [{ id: practiceId }] } },
    });
    expect((await as(administrator).refused(DeleteServiceGroupDocument, { input })).code).to.equal('NOT_FOUND');
  });

  describe('and is kept by administrators', () => {
    it('who alone may', async () => {
      const group = await buildGroup();
      const [service] = group.services;
      const doors = [
        [print(CreateServiceGroupDocument), { name: 'Prova', description: 'Prova.' }],
        [print(UpdateServiceGroupDocument), { groupId: group.id, name: 'Prova' }],
        [print(ArrangeServiceGroupDocument), { groupId: group.id, serviceIds: [] }],
        [print(DeleteServiceGroupDocument), { groupId: group.id }],
        [print(DeleteServiceDocument), { serviceId: service?.id }],
      ] as const;
      const askers = [
        [null, 'UNAUTHENTICATED'],
        [await buildCitizen(), 'FORBIDDEN'],
        [await buildStaff({ services: group.services }), 'FORBIDDEN'],
      ] as const;
      for (const [document, input] of doors) {
        for (const [asker, code] of askers) expect((await as(asker).refused(document, { input })).code).to.equal(code);
      }
      for (const [asker, code] of askers.slice(0, 2)) {
        expect((await as(asker).refused(ServiceGroupsDocument)).code).to.equal(code);
      }
      expect(await membersOf(group)).to.deep.equal(numbered(...group.services));
    });

    it('with slugs that are made from the name, unique, and stable', async () => {
      const name = own('Città d’arte');
      const create = (slug?: string) =>
        as(administrator).answer(CreateServiceGroupDocument, { input: { name, description: 'Prova.', slug } });
      const [first, second] = [await create(), await create()];
      const slug = first.data?.createServiceGroup.group.slug;
      expect(slug).to.equal(`citta-d-arte-${name.slice(-8)}`);
      expect(second.data?.createServiceGroup.group.slug).to.equal(`${slug}-2`);
      expect((await create(slug)).errors?.[0]?.extensions.code).to.equal('CONFLICT');
      const groupId = first.data?.createServiceGroup.group.id ?? '';
      const { updateServiceGroup } = await as(administrator).ask(UpdateServiceGroupDocument, {
        input: { groupId, name: own('Altro nome') },
      });
      expect(updateServiceGroup.group.slug).to.equal(slug);
      const taken = { groupId, slug: `${slug}-2` };
      expect((await as(administrator).refused(UpdateServiceGroupDocument, { input: taken })).code).to.equal('CONFLICT');
      const remade = { input: { groupId, slug: null } };
      const { updateServiceGroup: anew } = await as(administrator).ask(UpdateServiceGroupDocument, remade);
      expect(anew.group.slug).to.match(/^altro-nome-/);
    });

    it('also when twenty of the same name are made at the same instant', async () => {
      const input = { name: own('Insieme'), description: 'Prova.' };
      const groups = await Promise.all(
        Array.from({ length: 20 }, () => as(administrator).ask(CreateServiceGroupDocument, { input })),
      );
      const services = await Promise.all(
        Array.from({ length: 20 }, () => as(administrator).ask(CreateServiceDocument, { input })),
      );
      expect(new Set(groups.map(({ createServiceGroup }) => createServiceGroup.group.slug)).size).to.equal(20);
      expect(new Set(services.map(({ createService }) => createService.service.slug)).size).to.equal(20);
    });

    it('what is left out stays, an explicit null clears what can be cleared', async () => {
      const { id: groupId, name } = await buildGroup({ topic: 'Scuola', ordered: true });
      const update = (change: object) =>
        as(administrator).ask(UpdateServiceGroupDocument, { input: { groupId, ...change } });
      expect((await update({ singleFolder: true })).updateServiceGroup.group).to.deep.include({
        name,
        topic: 'Scuola',
        ordered: true,
        singleFolder: true,
      });
      expect((await update({ topic: null })).updateServiceGroup.group.topic).to.equal(null);
      const refusal = await as(administrator).refused(UpdateServiceGroupDocument, {
        input: { groupId, name: null, ordered: null },
      });
      expect(refusal.details.violations.map(({ path }: { path: string }) => path)).to.deep.equal([
        'input.name',
        'input.ordered',
      ]);
    });

    it('not over what somebody else has changed meanwhile: CONFLICT, and nothing happened', async () => {
      const group = await buildGroup();
      const expectedVersion = await versionOf(group);
      const doors = [
        [print(UpdateServiceGroupDocument), { groupId: group.id, name: 'Vecchio', expectedVersion }],
        [print(ArrangeServiceGroupDocument), { groupId: group.id, serviceIds: [], expectedVersion }],
        [print(DeleteServiceGroupDocument), { groupId: group.id, expectedVersion }],
      ] as const;
      // Somebody else adds a service: who has not seen it must not throw it out, nor delete the group.
      const added = await buildService();
      const input = { serviceId: added.id, groupId: group.id };
      await as(administrator).ask(UpdateServiceDocument, { input });
      for (const [document, stale] of doors) {
        expect((await as(administrator).refused(document, { input: stale })).code).to.equal('CONFLICT');
      }
      expect(await membersOf(group)).to.deep.equal(numbered(...group.services, added));
      const fresh = await versionOf(group);
      expect((await arrange(group, [added], fresh)).errors).to.equal(undefined);
      expect(await versionOf(group)).to.be.above(fresh);
    });

    it('one of two changes of a service from the same version, at the same instant', async () => {
      const { id: serviceId, slug } = await buildService();
      const { service } = await as(administrator).ask(ServiceDocument, { slug });
      const expectedVersion = service?.version;
      const answers = await Promise.all(
        ['Uno', 'Due', 'Tre'].map((name) =>
          as(administrator).answer(UpdateServiceDocument, { input: { serviceId, name, expectedVersion } }),
        ),
      );
      const codes = answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
      expect(codes).to.deep.equal(['CONFLICT', 'CONFLICT']);
      const late = { serviceId, expectedVersion };
      expect((await as(administrator).refused(DeleteServiceDocument, { input: late })).code).to.equal('CONFLICT');
    });

    it('who cannot make a service with practices vanish: it is retired', async () => {
      const group = await buildGroup({ services: 3 });
      const [begun, untouched] = group.services;
      if (!begun || !untouched) return expect.fail('too few services');
      await begin(await buildCitizen(), begun);
      await buildStaff({ services: [untouched] });
      const refusal = await as(administrator).refused(DeleteServiceDocument, { input: { serviceId: begun.id } });
      expect(refusal.code).to.equal('CONFLICT');
      expect(refusal.message).to.include('RETIRED');
      await as(administrator).ask(DeleteServiceDocument, { input: { serviceId: untouched.id } });
      expect(await membersOf(group)).to.deep.equal(numbered(begun, group.services[2]));
      const retired = { serviceId: begun.id, status: ServiceStatus.RETIRED };
      const { updateService } = await as(administrator).ask(UpdateServiceDocument, { input: retired });
      expect(updateService.service.availability).to.equal('NOT_PUBLISHED');
    });

    it('who are told both bounds when a period ends before it begins', async () => {
      const { id: serviceId } = await buildService({ publishedUntil: app().clock.now() });
      const publishedFrom = new Date(app().clock.now().getTime() + 60_000).toISOString();
      const refusal = await as(administrator).refused(UpdateServiceDocument, { input: { serviceId, publishedFrom } });
      expect(refusal.details.violations.map(({ path }: { path: string }) => path)).to.deep.equal([
        'input.publishedFrom',
        'input.publishedUntil',
      ]);
    });
  });
});
