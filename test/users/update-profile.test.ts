import { expect } from 'chai';
import { UpdateProfileDocument, UpdateUserDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildPractice, buildStaff, type Person, send } from '../support/build.js';

const contacts = async (person: { token: string }) =>
  (await as(person).ask<{ me: object }, unknown>('{ me { email phone locale } }')).me;

const update = async (person: Person, input: Record<string, string | null>) =>
  (await as(person).ask(UpdateProfileDocument, { input })).updateProfile.user;

describe('R22 updateProfile', () => {
  it('changes how the viewer is reached, keeps what is left out, and no sign-in overwrites it', async () => {
    const citizen = await buildCitizen();
    await update(citizen, { email: ' Scelta@Posta.Example ', locale: 'en' });
    const chosen = { email: 'Scelta@posta.example', phone: null, locale: 'en' };
    expect(await contacts(citizen)).to.deep.equal(chosen);

    const later = { issuedAt: new Date(app().clock.now().getTime() + 5_000) };
    const claims = { ...citizen.claims, email: 'nuova@provider.example', phone_number: '+39 055 1' };
    const token = await app().issuer.token(claims, later);
    expect(await contacts({ token })).to.deep.equal({ ...chosen, phone: '+39 055 1' });
    await update(citizen, { phone: '+39 333 2' });
    expect(await contacts(citizen)).to.deep.equal({ ...chosen, phone: '+39 333 2' });
  });

  it('goes back to what the identity provider gives when the choice is cleared', async () => {
    const citizen = await buildCitizen();
    await update(citizen, { email: 'scelta@posta.example', phone: '1', locale: 'en' });
    await update(citizen, { email: null, phone: null, locale: null });
    expect(await contacts(citizen)).to.deep.equal({ email: citizen.email, phone: null, locale: 'it' });
  });

  it('of the staff goes back to the address that they sign in with, which it never changes', async () => {
    const operator = await buildStaff({});
    const login = async () => {
      const [row] = await app().service.parts.database.rows<{ login: string }>('SELECT login FROM users WHERE id = ?', [
        operator.id,
      ]);
      return row?.login;
    };
    await update(operator, { email: 'altrove@posta.example' });
    expect(await contacts(operator)).to.include({ email: 'altrove@posta.example' });
    expect(await login()).to.equal(operator.email);

    const administrator = await buildAdministrator();
    await as(administrator).ask(UpdateUserDocument, { input: { userId: operator.id, givenName: 'Altro nome' } });
    expect(await contacts(operator)).to.include({ email: 'altrove@posta.example' });
    expect(await login()).to.equal(operator.email);

    await update(operator, { email: null });
    expect(await contacts(operator)).to.include({ email: operator.email });
  });

  it('decides where mails go, and in which language', async () => {
    const { id, applicant, operator } = await buildPractice();
    const address = `scelta-${applicant.id}@posta.example`;
    await update(applicant, { email: address, locale: 'en' });
    await send(operator, id);
    await app().service.parts.mailWorker.drained();
    const [mail] = app().smtp.mails.filter(({ envelope }) => envelope.to.includes(address));
    expect(mail?.raw).to.match(/^Content-Language: en\r?$/m);
  });

  it('takes one address, a telephone number and a language that there is', async () => {
    const citizen = await buildCitizen();
    const before = await contacts(citizen);
    for (const [name, value] of [
      ['email', 'a@b.example,c@d.example'],
      ['email', 'Anna <a@b.example>'],
      ['email', '"a b"@c.example'],
      ['email', 'a@b.example\r\nBcc: c@d.example'],
      ['email', ''],
      ['email', `${'a'.repeat(250)}@b.example`],
      ['phone', ''],
      ['phone', '1'.repeat(41)],
      ['phone', '1\n2'],
      ['locale', 'de'],
      ['locale', 'IT'],
      ['locale', ''],
    ] as const) {
      const { code, details } = await as(citizen).refused(UpdateProfileDocument, { input: { [name]: value } });
      expect([code, details.violations[0].path], value).to.deep.equal(['BAD_USER_INPUT', `input.${name}`]);
    }
    expect(await contacts(citizen)).to.deep.equal(before);
  });

  it('has no field for anything that SPID certifies', async () => {
    const citizen = await buildCitizen();
    for (const name of ['fiscalCode', 'domicile', 'spidCode', 'birthDate', 'birthPlace', 'givenName', 'familyName']) {
      const { code } = await as(citizen).refused(
        'mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { user { id } } }',
        { input: { [name]: 'x' } },
      );
      expect(code).to.equal('BAD_USER_INPUT');
    }
  });
});
