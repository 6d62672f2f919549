import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Role } from '../../src/identity/role.js';
import { UserProfile } from '../../src/users/user-profile.entity.js';
import { UpdateUserDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as, type RefusalSeen } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildService, buildStaff, type Person } from '../support/build.js';
import { send } from '../support/http.js';

const CREATE = `mutation($input: CreateUserInput!) {
  createUser(input: $input) { user { id role displayName email active services { id } } }
}`;

const UPDATE = 'mutation($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }';

interface User {
  id: string;
  email: string;
  displayName: string;
  services: { id: string }[];
}

const NOBODY = '01890000-0000-7000-8000-000000000000';

const newEmail = () => `${randomUUID().slice(0, 13)}@uffici.example`;

const names = { givenName: 'Ada', familyName: 'Prova' };

const violation = ({ code, details }: RefusalSeen) => [code, details.violations?.[0]?.path];

describe('createUser', () => {
  let administrator: Person;
  before(async () => {
    administrator = await buildAdministrator();
  });
  const create = async (input: object): Promise<User> =>
    (await as(administrator).ask<{ createUser: { user: User } }, object>(CREATE, { input })).createUser.user;
  const refused = (input: object) => as(administrator).refused(CREATE, { input });

  it('adds an operator with services, and an administrator without', async () => {
    const [one, two] = [await buildService(), await buildService()];
    const serviceIds = [one.id, two.id, one.id];
    const operator = await create({ ...names, role: 'OPERATOR', email: newEmail(), serviceIds });
    expect(operator).to.include({ role: 'OPERATOR', displayName: 'Ada Prova', active: true });
    expect(operator.services.map(({ id }) => id)).to.have.members([one.id, two.id]);
    const other = await create({ ...names, role: 'ADMIN', email: newEmail() });
    expect(other).to.deep.include({ role: 'ADMIN', services: [] });
  });

  it('refuses citizens, services that are none, and services for administrators', async () => {
    const { id } = await buildService();
    const operator = { ...names, role: 'OPERATOR', email: newEmail() };
    expect(violation(await refused({ ...operator, role: 'CITIZEN' }))).to.deep.equal(['BAD_USER_INPUT', 'input.role']);
    for (const [role, serviceIds] of [
      ['OPERATOR', [id, NOBODY]],
      ['OPERATOR', ['è no id']],
      ['ADMIN', [id]],
    ]) {
      const refusal = await refused({ ...operator, role, serviceIds });
      expect(violation(refusal)).to.deep.equal(['BAD_USER_INPUT', 'input.serviceIds']);
    }
    await create(operator);
  });

  it('refuses an address that another of the staff signs in with, whatever its case', async () => {
    const email = newEmail();
    await create({ ...names, role: 'OPERATOR', email });
    const refusal = await refused({ ...names, role: 'ADMIN', email: email.toUpperCase() });
    expect([refusal.code, refusal.message]).to.deep.equal([
      'CONFLICT',
      'L’indirizzo e-mail appartiene già a un altro utente.',
    ]);
  });

  it('gives an address to one, when several ask for it at the same instant', async () => {
    const input = { ...names, role: 'OPERATOR', email: newEmail() };
    const answers = await Promise.all(Array.from({ length: 4 }, () => as(administrator).answer(CREATE, { input })));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'created');
    expect(codes.toSorted()).to.deep.equal(['CONFLICT', 'CONFLICT', 'CONFLICT', 'created']);
  });
});

describe('updateUser', () => {
  let administrator: Person;
  before(async () => {
    administrator = await buildAdministrator();
  });
  const update = (input: { userId: string } & Record<string, unknown>) =>
    as(administrator).ask(UpdateUserDocument, { input });
  const refused = (input: object) => as(administrator).refused(UPDATE, { input });

  it('changes name, address and services, and keeps what is left out', async () => {
    const [one, two] = [await buildService(), await buildService()];
    const { id: userId } = await buildStaff({ services: [one] });
    const email = newEmail();
    await update({ userId, givenName: 'Marta', familyName: 'Nuova', email, serviceIds: [two.id] });
    await update({ userId });
    const { users } = await as(administrator).ask<{ users: { nodes: User[] } }, object>(
      'query($search: String) { users(search: $search) { nodes { id displayName email services { id } } } }',
      { search: email },
    );
    expect(users.nodes).to.deep.equal([{ id: userId, displayName: 'Marta Nuova', email, services: [{ id: two.id }] }]);
    await update({ userId, serviceIds: [] });
  });

  it('refuses null for what cannot be cleared, and users that there are not', async () => {
    const { id: userId } = await buildStaff();
    for (const name of ['givenName', 'familyName', 'email', 'active', 'serviceIds']) {
      expect(violation(await refused({ userId, [name]: null }))).to.deep.equal(['BAD_USER_INPUT', `input.${name}`]);
    }
    for (const unknown of [NOBODY, 'è no id', '']) {
      expect((await refused({ userId: unknown, givenName: 'Ada' })).code).to.equal('NOT_FOUND');
    }
  });

  it('refuses an address that is taken, and of a citizen everything but whether they may come in', async () => {
    const [one, other] = [await buildStaff(), await buildStaff()];
    expect((await refused({ userId: one.id, email: other.email.toUpperCase() })).code).to.equal('CONFLICT');
    await update({ userId: one.id, email: one.email.toUpperCase() });

    const citizen = await buildCitizen();
    const changes = { givenName: 'x', familyName: 'x', email: newEmail(), serviceIds: [] };
    for (const [name, value] of Object.entries(changes)) {
      const refusal = await refused({ userId: citizen.id, [name]: value });
      expect(violation(refusal)).to.deep.equal(['BAD_USER_INPUT', `input.${name}`]);
    }
    await update({ userId: citizen.id, active: false });
    expect((await send({ query: '{ me { id } }' }, { by: citizen })).status).to.equal(401);
  });

  it('takes an operator’s services away at once, also in the middle of a session', async () => {
    const service = await buildService();
    const operator = await buildStaff({ services: [service] });
    await update({ userId: operator.id, serviceIds: [] });
    const { me } = await as(operator).ask<{ me: User }, unknown>('{ me { services { id } } }');
    expect(me.services).to.deep.equal([]);
  });
});

describe('the last active administrator', () => {
  /** Leaves these alone active, and gives back the others at the end. */
  async function aloneWith(alone: Person[], story: () => Promise<void>): Promise<void> {
    const { database } = app().service.parts;
    const active = await database.rows<{ id: string }>('SELECT id FROM users WHERE role = ? AND active = ?', [
      Role.ADMIN,
      true,
    ]);
    const others = active.map(({ id }) => id).filter((id) => alone.every((person) => person.id !== id));
    const setActive = (isActive: boolean) =>
      database.transaction(async (tx) => {
        for (const id of others) await tx.manager.update(UserProfile, { id }, { active: isActive });
      });
    await setActive(false);
    await story().finally(() => setActive(true));
  }

  it('cannot be deactivated, by themselves neither', async () => {
    const [one, other] = [await buildAdministrator(), await buildAdministrator()];
    await aloneWith([one, other], async () => {
      await as(one).ask(UPDATE, { input: { userId: other.id, active: false } });
      const refusal = await as(one).refused(UPDATE, { input: { userId: one.id, active: false } });
      expect(refusal.code).to.equal('CONFLICT');
      await as(one).ask(UPDATE, { input: { userId: other.id, active: true } });
      await as(one).ask(UPDATE, { input: { userId: one.id, active: false } });
    });
  });

  it('remains when two deactivate each other at the same instant', async () => {
    for (let round = 0; round < 3; round += 1) {
      const pair = [await buildAdministrator(), await buildAdministrator()] as const;
      await aloneWith([...pair], async () => {
        const answers = await Promise.all(
          pair.map((person, index) =>
            as(person).answer(UPDATE, { input: { userId: pair[1 - index]?.id, active: false } }),
          ),
        );
        const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'done');
        expect(codes.filter((code) => code === 'done')).to.have.length(1);
        expect(codes.find((code) => code !== 'done')).to.be.oneOf(['CONFLICT', 'UNAUTHENTICATED']);
      });
    }
  });
});

describe('users', () => {
  const page = async (asker: Person, variables: object) => {
    const { users } = await as(asker).ask<
      { users: { nodes: User[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } } },
      object
    >(
      `query($role: Role, $search: String, $first: Int, $after: String) {
        users(role: $role, search: $search, first: $first, after: $after) {
          totalCount nodes { id displayName } pageInfo { hasNextPage endCursor }
        }
      }`,
      variables,
    );
    return users;
  };

  it('are listed newest first, page after page without a gap, by role and by words', async () => {
    const administrator = await buildAdministrator();
    const family = `Pàgina${randomUUID().slice(0, 8)}`;
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      made.push((await buildStaff({ givenName: `Nòme${count}`, familyName: family })).id);
    }
    const search = `NOME ${family.toLowerCase().replace('à', 'a')}`;
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { nodes, pageInfo, totalCount } = await page(administrator, { search, first: 2, after });
      expect(totalCount).to.equal(5);
      seen.push(...nodes.map(({ id }) => id));
      [more, after] = [pageInfo.hasNextPage, pageInfo.endCursor];
    }
    expect(seen).to.deep.equal(made.toReversed());
    expect((await page(administrator, { search, role: 'CITIZEN' })).totalCount).to.equal(0);
    expect((await page(administrator, { search: `nome3 ${family}` })).nodes.map(({ id }) => id)).to.deep.equal([
      made[3],
    ]);
  });

  it('are found by their address, and a search takes no wildcards', async () => {
    const administrator = await buildAdministrator();
    const citizen = await buildCitizen();
    expect((await page(administrator, { search: citizen.email })).nodes.map(({ id }) => id)).to.deep.equal([
      citizen.id,
    ]);
    const all = (await page(administrator, {})).totalCount;
    expect((await page(administrator, { search: '%' })).totalCount).to.equal(all);
    expect((await page(administrator, { search: `${citizen.email}%zzz` })).totalCount).to.equal(0);
  });
});
