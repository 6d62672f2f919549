import { expect } from 'chai';
import { getNamedType, isNonNullType, isObjectType } from 'graphql';
import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../../src/database/entities.js';
import { UserProfile } from '../../src/users/user-profile.entity.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildPractice, buildStaff, note, send } from '../support/build.js';
import { buildGroup, buildServices } from '../support/build-group.js';
import { callOf, everythingOf, reachable, rootFields, schema } from '../support/walk-schema.js';

/** Whoever may use these need not be anybody. Everything else is closed until somebody has signed in. */
const PUBLIC = ['catalogue', 'me', 'service', 'serviceGroup', 'signIn'];

/** Whoever has a temporary password may use besides these what nobody in particular may. */
const WITH_TEMPORARY_PASSWORD = ['changePassword'];

/** How deep a query looks into what its root field answers. What lies deeper is nearer to another root. */
const LEVELS = 4;

/** How many rows each table has. */
async function countRows(): Promise<Record<string, number>> {
  const { database, mailWorker } = app().service.parts;
  await mailWorker.drained();
  const { tables } = getMetadataArgsStorage();
  const names = entities.map((entity) => String(tables.find(({ target }) => target === entity)?.name));
  const counts = await Promise.all(
    names.map((table) => database.rows<{ rows: number }>(`SELECT COUNT(*) AS \`rows\` FROM ${table}`)),
  );
  return Object.fromEntries(counts.map(([row], index) => [names[index], Number(row?.rows)]));
}

describe('every door of the API', () => {
  it('is closed to nobody in particular, unless it stands on the public list, and nothing is written', async () => {
    const before = await countRows();
    const open: string[] = [];
    for (const root of rootFields()) {
      const { query, variables } = callOf(root);
      const { errors } = await as(null).answer(query, variables);
      const isClosed =
        errors?.[0]?.extensions.code === 'UNAUTHENTICATED' && /^Accesso richiesto/.test(errors[0].message);
      if (!isClosed) open.push(root.field.name);
    }
    expect(open.toSorted()).to.deep.equal(PUBLIC);
    expect(await countRows()).to.deep.equal(before);
  });

  it('is closed to whoever has a temporary password, but for changing it, and says so', async () => {
    const operator = await buildStaff({});
    const { database } = app().service.parts;
    await database.transaction((tx) =>
      tx.manager.update(UserProfile, { id: operator.id }, { mustChangePassword: true }),
    );
    const before = await countRows();
    const open: string[] = [];
    for (const root of rootFields()) {
      const { query, variables } = callOf(root);
      const { errors } = await as(operator).answer(query, variables);
      const isClosed = errors?.[0]?.extensions.code === 'FORBIDDEN' && /changePassword/.test(errors[0].message);
      if (!isClosed) open.push(root.field.name);
    }
    expect(open.toSorted()).to.deep.equal([...PUBLIC, ...WITH_TEMPORARY_PASSWORD].toSorted());
    expect(await countRows()).to.deep.equal(before);
  });

  it('leads to fields that can all be read', async () => {
    const [service] = await buildServices(1);
    const group = await buildGroup({ services: [service] });
    const { id, operator, applicant } = await buildPractice({ service });
    await note(operator, id);
    const messageId = await send(operator, id);
    const reply = await send(applicant, id, 'Grazie', messageId);
    const administrator = await buildAdministrator();
    const named: Record<string, string> = {
      'practice(id)': id,
      'message(id)': reply,
      'accessLog(practiceId)': id,
      'service(slug)': service.slug,
      'serviceGroup(slug)': group.slug,
    };

    const covered = new Set<string>();
    for (const { kind, field } of rootFields()) {
      if (kind !== 'query') continue;
      covered.add(`Query.${field.name}`);
      const type = getNamedType(field.type);
      const passed = field.args.flatMap(({ name, type: needed }) => {
        if (name === 'first') return 'first: 1';
        if (!isNonNullType(needed)) return [];
        const value = named[`${field.name}(${name})`];
        if (!value) throw new Error(`Say here what to pass as ${field.name}(${name}), so that something is found`);
        return `${name}: "${value}"`;
      });
      const found = passed.length > 0 ? `(${passed.join(', ')})` : '';
      const selection = isObjectType(type) ? `{ ${everythingOf(type, covered, LEVELS)} }` : '';
      const query = `{ ${field.name}${found} ${selection} }`;
      for (const viewer of [applicant, operator, administrator]) {
        const { data, errors } = await as(viewer).answer<Record<string, unknown>, unknown>(query);
        if (errors)
          expect(errors[0]?.extensions.code, `${field.name}: ${JSON.stringify(errors)}`).to.equal('FORBIDDEN');
        else expect(data?.[field.name], field.name).to.be.an('object');
      }
    }
    expect([...reachable(schema.getQueryType())].filter((name) => !covered.has(name))).to.deep.equal([]);
  });
});
