import { expect } from 'chai';
import { signStaffToken } from '../../src/identity/staff-token.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildService, buildStaff } from '../support/build.js';
import { send } from '../support/http.js';

const ME = { query: '{ me { id role } }' };

describe('a session of the staff', () => {
  const statusWith = async (token: string) => (await send(ME, { by: { token } })).status;
  const tokenOf = async (userId: string, changed: { secret?: string; secondsAgo?: number; version?: number } = {}) => {
    const { settings, clock } = app();
    const then = () => new Date(clock.now().getTime() - (changed.secondsAgo ?? 0) * 1_000);
    const session = { userId, authenticatedAt: then(), tokenVersion: changed.version ?? 0 };
    return (await signStaffToken(session, changed.secret ?? settings.secret, then)).token;
  };

  it('is good for an hour, and for what our own secret signed', async () => {
    const { id } = await buildStaff();
    expect(await statusWith(await tokenOf(id))).to.equal(200);
    expect(await statusWith(await tokenOf(id, { secondsAgo: 3_500 }))).to.equal(200);
    expect(await statusWith(await tokenOf(id, { secondsAgo: 3_601 }))).to.equal(401);
    expect(await statusWith(await tokenOf(id, { secret: 'another-secret-that-is-long-enough-too' }))).to.equal(401);
    expect(await statusWith(await tokenOf(id, { version: 1 }))).to.equal(401);
  });

  it('is nobody’s for somebody who does not exist, and none for a citizen', async () => {
    const { id } = await buildCitizen();
    expect(await statusWith(await tokenOf('01890000-0000-7000-8000-000000000000'))).to.equal(401);
    expect(await statusWith(await tokenOf("' OR 1=1 --"))).to.equal(401);
    expect(await statusWith(await tokenOf(id))).to.equal(401);
  });

  it('ends at the next request when an administrator deactivates the account, for good', async () => {
    const operator = await buildStaff();
    const administrator = await buildAdministrator();
    const setActive = (active: boolean) =>
      as(administrator).ask('mutation($i: UpdateUserInput!) { updateUser(input: $i) { user { active } } }', {
        i: { userId: operator.id, active },
      });
    expect(await statusWith(operator.token)).to.equal(200);
    await setActive(false);
    expect(await statusWith(operator.token)).to.equal(401);
    await setActive(true);
    expect(await statusWith(operator.token)).to.equal(401);
  });

  it('sees what an administrator changed meanwhile: role and services are not kept in the token', async () => {
    const operator = await buildStaff();
    const administrator = await buildAdministrator();
    const service = await buildService();
    await as(administrator).ask('mutation($i: UpdateUserInput!) { updateUser(input: $i) { user { id } } }', {
      i: { userId: operator.id, serviceIds: [service.id] },
    });
    const { me } = await as(operator).ask<{ me: { services: { id: string }[] } }, unknown>(
      '{ me { services { id } } }',
    );
    expect(me.services).to.deep.equal([{ id: service.id }]);
  });
});
