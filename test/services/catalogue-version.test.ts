import { expect } from 'chai';
import type { Transaction } from '../../src/database/transaction.js';
import { Practice } from '../../src/practices/practice.entity.js';
import { CatalogueState } from '../../src/services/catalogue-state.entity.js';
import { Service } from '../../src/services/service.entity.js';
import { ServiceGroup } from '../../src/services/service-group.entity.js';
import { buildPractice, buildService } from '../support/build.js';
import { buildGroup } from '../support/build-group.js';
import { rows } from '../support/stored.js';
import { write } from '../support/write.js';

const version = async (): Promise<string | undefined> =>
  (await rows<{ version: string }>('SELECT version FROM catalogue_state'))[0]?.version;

interface Scene {
  service: { id: string };
  group: { id: string };
}

const make = async (): Promise<Scene> => ({ service: await buildService(), group: await buildGroup({ services: 0 }) });

const copyOf = async (tx: Transaction, { service }: Scene): Promise<Service> => {
  const id = tx.newId();
  const found = await tx.manager.findOneByOrFail(Service, { id: service.id });
  return Object.assign(new Service(), found, { id, slug: id });
};

/** Every way in which TypeORM lets a rule write. */
const WAYS: Record<string, (tx: Transaction, scene: Scene) => Promise<unknown>> = {
  'save of something new': async (tx, scene) => tx.manager.save(await copyOf(tx, scene)),
  'save of a change': async ({ manager }, { group }) => {
    const found = await manager.findOneByOrFail(ServiceGroup, { id: group.id });
    return manager.save(Object.assign(found, { description: 'Un’altra.' }));
  },
  insert: async (tx, scene) => tx.insert(await copyOf(tx, scene)),
  update: async ({ manager }, { service }) => manager.update(Service, { id: service.id }, { description: 'Un’altra.' }),
  increment: async ({ manager }, { group }) => manager.increment(ServiceGroup, { id: group.id }, 'version', 1),
  'query builder': async ({ manager }, { service }) =>
    manager.createQueryBuilder().update(Service).set({ description: 'Un’altra.' }).where({ id: service.id }).execute(),
  delete: async ({ manager }, { group }) => manager.delete(ServiceGroup, { id: group.id }),
  remove: async ({ manager }, { service }) =>
    manager.remove(await manager.findOneByOrFail(Service, { id: service.id })),
  'plain SQL': async ({ manager }, { service }) =>
    manager.query('UPDATE services SET description = ? WHERE id = ?', ['Un’altra.', service.id]),
};

describe('the version of the catalogue', () => {
  for (const [way, change] of Object.entries(WAYS)) {
    it(`is another one after a transaction that writes by ${way}, from its commit on`, async () => {
      const scene = await make();
      const before = await version();
      const inside = await write(async (tx) => {
        await change(tx, scene);
        const [state] = await tx.manager.find(CatalogueState);
        return [await version(), state?.version];
      });
      expect(inside, 'as long as the transaction goes on, for itself too: it comes last').to.deep.equal([
        before,
        before,
      ]);
      expect(await version()).not.to.equal(before);
    });
  }

  it('never comes again', async () => {
    const { service } = await make();
    const seen = new Set<string | undefined>();
    for (let round = 1; round <= 5; round += 1) {
      seen.add(await version());
      await write((tx) => tx.manager.update(Service, { id: service.id }, { version: round }));
    }
    expect(seen).to.have.property('size', 5);
  });

  it('is the same after a transaction that was rolled back, and after the next one that writes something else', async () => {
    const { service } = await make();
    const { id } = await buildPractice();
    const before = await version();
    const failing = write(async (tx) => {
      await tx.manager.update(Service, { id: service.id }, { description: 'Mai.' });
      throw new Error('rolled back');
    });
    expect(await failing.catch(({ message }) => message)).to.equal('rolled back');
    expect(await version()).to.equal(before);
    await write((tx) => tx.manager.update(Practice, { id }, { updatedAt: new Date() }));
    expect(await version()).to.equal(before);
  });
});
