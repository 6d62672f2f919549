import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { ServiceStatus } from '../../src/services/service.entity.js';
import { updateService } from '../../src/services/update-service.js';
import { afterStatement } from '../support/after-statement.js';
import { app, within } from '../support/app.js';
import { as } from '../support/as.js';
import { askPublicly, askTwice } from '../support/ask-publicly.js';
import { type BuiltService, buildAdministrator, buildPractice, buildService, buildStaff } from '../support/build.js';
import { type BuiltGroup, buildGroup } from '../support/build-group.js';
import { countStatements, executed } from '../support/count-statements.js';
import { type HttpAnswer, send } from '../support/http.js';
import { withOwnInstallation } from '../support/installation.js';
import { withClock } from '../support/time.js';
import { rootFields } from '../support/walk-schema.js';
import { write } from '../support/write.js';

/** What the mutations of the catalogue are made on. */
interface Scene {
  service: BuiltService;
  group: BuiltGroup;
}

/** The input of each mutation that changes services or groups, and whether citizens see a difference. */
const CHANGES: Record<string, (scene: Scene) => object> = {
  createService: () => ({ name: 'Nuovo', description: 'Inventato.', status: 'PUBLISHED' }),
  updateService: ({ service }) => ({ serviceId: service.id, name: 'Altro nome' }),
  deleteService: ({ service }) => ({ serviceId: service.id }),
  createServiceGroup: () => ({ name: 'Nuovo gruppo', description: 'Inventato.' }),
  updateServiceGroup: ({ group }) => ({ groupId: group.id, name: 'Altro nome' }),
  arrangeServiceGroup: ({ group }) => ({
    groupId: group.id,
    serviceIds: group.services.map(({ id }) => id).toReversed(),
  }),
  deleteServiceGroup: ({ group }) => ({ groupId: group.id }),
};

/** Without a service nobody sees a group (R19). */
const UNSEEN = ['createServiceGroup'];

const PAGE = {
  query: `{ catalogue(first: 100) { totalCount nodes {
    ... on Service { id slug name description }
    ... on ServiceGroup { id slug name services { id position } } } } }`,
};

/** The mutation of this name, for its input. */
function mutation(name: string): string {
  const type = rootFields().find(({ field }) => field.name === name)?.field.args[0]?.type;
  return `mutation ($input: ${type}) { ${name}(input: $input) { __typename } }`;
}

/** Changes a name without asking, as another request would. */
const rename = (serviceId: string, name: string) => write((tx) => updateService(tx, { serviceId, name }));

describe('what administrators change in the catalogue', () => {
  const { here, beside } = withOwnInstallation();

  it('is changed by these mutations and no others', () => {
    const names = rootFields().flatMap(({ kind, field }) => (kind === 'mutation' ? [field.name] : []));
    expect(Object.keys(CHANGES)).to.have.members(names.filter((name) => /service/i.test(name)));
  });

  for (const [name, input] of Object.entries(CHANGES)) {
    const isSeen = async (elsewhere: <T>(work: () => Promise<T>) => Promise<T>) => {
      const administrator = await buildAdministrator();
      const scene = { service: await buildService(), group: await buildGroup() };
      const { text } = await elsewhere(() => askTwice(PAGE));
      await as(administrator).ask(mutation(name), { input: input(scene) });
      const next = await elsewhere(() => askPublicly(PAGE));
      expect(next.fromMemory).to.equal(false);
      expect(next.text !== text, 'what it shows is another').to.equal(!UNSEEN.includes(name));
    };

    it(
      `${name}: is seen by the very next request`,
      here(() => isSeen((work) => work())),
    );

    it(
      `${name}: is seen by the very next request to another process`,
      here(() => isSeen((work) => within(beside(), work))),
    );
  }

  it(
    'leaves what is kept when it is refused, and so does what others do',
    here(async () => {
      const service = await buildService();
      const administrator = await buildAdministrator();
      await askTwice(PAGE);
      const stale = { serviceId: service.id, name: 'Mai', expectedVersion: 99 };
      const refused = await as(administrator).refused(mutation('updateService'), {
        input: stale,
      });
      expect(refused.code).to.equal('CONFLICT');
      await buildPractice({ service, operator: await buildStaff({ services: [service] }) });
      expect((await askPublicly(PAGE)).fromMemory).to.equal(true);
    }),
  );

  it(
    'is seen also when it was changed while an answer was being read',
    here(async () => {
      const { id } = await buildService({ name: 'Prima' });
      const { database } = app().service.parts;
      const change = () => database.transaction((tx) => updateService(tx, { serviceId: id, name: 'Dopo' }));
      const { text } = await afterStatement('UNION ALL', change, () => send(PAGE));
      expect(text).to.contain('Prima').and.not.to.contain('Dopo');
      expect((await send(PAGE)).text)
        .to.contain('Dopo')
        .and.not.to.contain('Prima');
    }),
  );

  it(
    'is seen by who comes while the version is being read for somebody else',
    here(async () => {
      const { id } = await buildService({ name: 'Prima' });
      await askTwice(PAGE);
      const { url, service } = app();
      const coming: Promise<HttpAnswer>[] = [];
      const changeAndCome = async () => {
        await service.parts.database.transaction((tx) => updateService(tx, { serviceId: id, name: 'Dopo' }));
        const arrived = once(service.app.server, 'request');
        coming.push(send(PAGE, { url }));
        const [request] = await arrived;
        await once(request, 'end');
        await nextTurn();
      };
      const { text } = await afterStatement('catalogue_state', changeAndCome, () => send(PAGE));
      expect(text, 'who came before the change').to.contain('Prima');
      const [late] = await Promise.all(coming);
      expect(late?.text).to.contain('Dopo').and.not.to.contain('Prima');
    }),
  );

  it(
    'is never missed by a request that began after it, from whichever process it came',
    here(async () => {
      const rounds = 30;
      const { id, slug } = await buildService({ name: 'Nome 0' });
      const body = { query: `{ service(slug: "${slug}") { name } }` };
      // All ask this process, also while the other one stands in for it.
      const { url } = app();
      let committed = 0;
      let asked = 0;
      const askOn = async () => {
        while (committed < rounds) {
          const before = committed;
          const { text } = await send(body, { url });
          asked += 1;
          expect(Number(/Nome (\d+)/.exec(text)?.[1])).to.be.at.least(before);
        }
      };
      const changeOn = async () => {
        for (let round = 1; round <= rounds; round += 1) {
          const work = () => rename(id, `Nome ${round}`);
          await (round % 2 ? work() : within(beside(), work));
          committed = round;
          const seen = await Promise.all([1, 2, 3, 4].map(() => send(body)));
          for (const { text } of seen) expect(text).to.contain(`"Nome ${round}"`);
        }
      };
      const { statements } = await countStatements(() =>
        Promise.all([changeOn(), ...Array.from({ length: 12 }, askOn)]),
      );
      const read = executed(statements).filter((sql) => sql.includes('t.slug = ?'));
      expect(read.length, `of ${asked} requests`).to.be.below(asked);
    }),
  );
});

describe('R21 what is kept of the catalogue', () => {
  const { here } = withOwnInstallation();
  withClock();

  /** One service whose period begins a minute from now and lasts another; the clock stands still. */
  const withPeriod = async () => {
    const from = new Date(app().clock.now().getTime() + 60_000);
    const until = new Date(from.getTime() + 60_000);
    const topic = `Tema ${randomUUID().slice(0, 8)}`;
    await buildService({ topic, publishedFrom: from, publishedUntil: until });
    const body = { query: `{ catalogue(topic: "${topic}") { totalCount } }` };
    /** How many there are at so many milliseconds from an instant, and whether it came from memory. */
    const at = async (instant: Date, distance: number) => {
      app().clock.stopAt(new Date(instant.getTime() + distance));
      const { data, fromMemory } = await askPublicly(body);
      return [(data as { catalogue: { totalCount: number } }).catalogue.totalCount, fromMemory];
    };
    return { from, until, at };
  };

  it(
    'is right to the millisecond at both bounds, and comes from memory in between',
    here(async () => {
      const { from, until, at } = await withPeriod();
      expect(await at(from, -30_000)).to.deep.equal([0, false]);
      expect(await at(from, -30_000)).to.deep.equal([0, true]);
      expect(await at(from, -1)).to.deep.equal([0, true]);
      expect(await at(from, 0)).to.deep.equal([1, false]);
      expect(await at(from, 1)).to.deep.equal([1, true]);
      expect(await at(until, -1)).to.deep.equal([1, true]);
      expect(await at(until, 0)).to.deep.equal([1, true]);
      expect(await at(until, 1)).to.deep.equal([0, false]);
      expect(await at(until, 3_600_000)).to.deep.equal([0, true]);
    }),
  );

  it(
    'is right when it is asked for the first time at the very bounds',
    here(async () => {
      const { from, until, at } = await withPeriod();
      expect(await at(until, 0)).to.deep.equal([1, false]);
      expect(await at(until, 1)).to.deep.equal([0, false]);
      expect(await at(from, -1)).to.deep.equal([0, false]);
      expect(await at(from, 0)).to.deep.equal([1, false]);
    }),
  );

  it(
    'is right when the clock goes back',
    here(async () => {
      const { from, until, at } = await withPeriod();
      expect(await at(until, 5)).to.deep.equal([0, false]);
      expect(await at(until, 4), 'before the instant from which it is known').to.deep.equal([0, false]);
      expect(await at(until, -5)).to.deep.equal([1, false]);
      expect(await at(from, -5)).to.deep.equal([0, false]);
      expect(await at(from, 5)).to.deep.equal([1, false]);
    }),
  );

  it(
    'is nothing that was read for an instant after the bound, when the clock went on meanwhile',
    here(async () => {
      const { until, at } = await withPeriod();
      const { clock } = app();
      const goesOn = () => clock.stopAt(new Date(until.getTime() + 1));
      const [count] = await afterStatement('AS opens', goesOn, () => at(until, -10));
      expect(count, 'read for the instant after').to.equal(0);
      expect((await at(until, -10))[0]).to.equal(1);
    }),
  );

  it(
    'does not end with services that open and close for nobody',
    here(async () => {
      const soon = new Date(app().clock.now().getTime() + 1_000);
      const topic = `Tema ${randomUUID().slice(0, 8)}`;
      await buildService({ topic, status: ServiceStatus.DRAFT, publishedFrom: soon, publishedUntil: soon });
      const body = { query: `{ catalogue(topic: "${topic}") { totalCount } }` };
      app().clock.stopAt(new Date(soon.getTime() - 1));
      await askTwice(body);
      app().clock.stopAt(new Date(soon.getTime() + 1));
      expect((await askPublicly(body)).fromMemory).to.equal(true);
    }),
  );
});
