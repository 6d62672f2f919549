import { expect } from 'chai';
import {
  generateTemporaryPassword,
  hashPassword,
  passwordProblem,
  verifyPassword,
} from '../../src/identity/password.js';

describe('passwords of staff', function () {
  // A hash takes a quarter of a second, or several on a busy machine.
  this.timeout(30_000);

  it('are verified against their hash, which names its cost and differs each time', async () => {
    const hash = await hashPassword('cavallo corretto');
    expect(hash).to.match(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(hash).to.not.equal(await hashPassword('cavallo corretto'));
    expect(await verifyPassword('cavallo corretto', hash)).to.equal(true);
    expect(await verifyPassword('cavallo corrett0', hash)).to.equal(false);
    expect(await verifyPassword('', hash)).to.equal(false);
  });

  it('are the same however a keyboard composes their letters', async () => {
    expect(await verifyPassword('perche\u0301 perche\u0301', await hashPassword('perché perché'))).to.equal(true);
  });

  it('hashed at another cost still hold', async () => {
    const hash = '$scrypt$ln=14,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$5IZDf2sRLEA++5msqrvVE/CUMODL+PRmaJzUfejrMho';
    expect(await verifyPassword('cavallo corretto', hash)).to.equal(true);
  });

  it('take as long without a hash, and are never right', async () => {
    const hash = await hashPassword('cavallo corretto');
    const time = async (stored: string | null) => {
      const start = process.hrtime.bigint();
      expect(await verifyPassword('cavallo sbagliato', stored)).to.equal(false);
      return Number(process.hrtime.bigint() - start) / 1e6;
    };
    const known = Math.min(await time(hash), await time(hash));
    const unknown = Math.min(await time(null), await time(null));
    expect(unknown / known).to.be.within(0.25, 4);
  });

  for (const broken of ['', 'cavallo corretto', '$scrypt$ln=15,r=8,p=3$$', '$2b$10$abcdefghijklmnopqrstuv']) {
    it(`are never right against ${JSON.stringify(broken)}`, async () => {
      expect(await verifyPassword('cavallo corretto', broken)).to.equal(false);
    });
  }

  it('have 12 to 200 characters, not all of them white space', () => {
    for (const fine of ['a'.repeat(12), 'a'.repeat(200), '😀'.repeat(12), ' frase con spazi ']) {
      expect(passwordProblem(fine), fine).to.equal(null);
    }
    for (const bad of ['', 'a'.repeat(11), 'a'.repeat(201), '😀'.repeat(11), ' '.repeat(20), '\u00a0\t\n'.repeat(9)]) {
      expect(passwordProblem(bad), bad).to.have.all.keys('it', 'en');
    }
  });

  it('that are temporary can be read, are accepted, and never the same', () => {
    const passwords = Array.from({ length: 200 }, generateTemporaryPassword);
    for (const password of passwords) {
      expect(password).to.match(/^[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){3}$/);
      expect(passwordProblem(password)).to.equal(null);
    }
    expect(new Set(passwords).size).to.equal(200);
  });
});
