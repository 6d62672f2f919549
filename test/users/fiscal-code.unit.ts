import { expect } from 'chai';
import { fiscalCodeCheckCharacter, normaliseFiscalCode } from '../../src/users/fiscal-code.js';

const complete = (first15: string) => first15 + fiscalCodeCheckCharacter(first15);

describe('R22 fiscal code', () => {
  it('has the check character of the decree', () => {
    expect(fiscalCodeCheckCharacter('RSSMRA80A01H501')).to.equal('U');
    expect(fiscalCodeCheckCharacter('MRTMTT25D09F205')).to.equal('Z');
    expect(fiscalCodeCheckCharacter('MLLSNT82P65Z404')).to.equal('U');
    expect(() => fiscalCodeCheckCharacter('RSSMRA80A01H50')).to.throw(RangeError);
    expect(() => fiscalCodeCheckCharacter('rssmra80a01h501')).to.throw(RangeError);
  });

  for (const written of [
    'RSSMRA80A01H501U',
    'TINIT-RSSMRA80A01H501U',
    'tinit-rssmra80a01h501u',
    ' RSS MRA 80A01 H501U\n',
    'TINIT- RSSMRA80A01H501U',
  ]) {
    it(`is read from ${JSON.stringify(written)}`, () => {
      expect(normaliseFiscalCode(written)).to.equal('RSSMRA80A01H501U');
    });
  }

  it('is accepted in all 128 variants of omocodia, and kept as written', () => {
    const places = [6, 7, 9, 10, 12, 13, 14];
    const accepted = new Set<string | null>();
    for (let variant = 0; variant < 128; variant++) {
      const characters = [...'RSSMRA80A01H501'];
      places.forEach((place, bit) => {
        if (variant & (1 << bit)) characters[place] = 'LMNPQRSTUV'[Number(characters[place])];
      });
      const code = complete(characters.join(''));
      expect(normaliseFiscalCode(code), code).to.equal(code);
      accepted.add(normaliseFiscalCode(code));
    }
    expect(accepted.size).to.equal(128);
  });

  it('is refused with any other check character', () => {
    const accepted = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((last) => normaliseFiscalCode(`RSSMRA80A01H501${last}`));
    expect(accepted).to.deep.equal(['U']);
  });

  const dates: [date: string, exists: boolean][] = [
    ['80A01', true],
    ['80A31', true],
    ['80A41', true],
    ['80A71', true],
    ['80A00', false],
    ['80A32', false],
    ['80A40', false],
    ['80A72', false],
    ['80B30', false],
    ['80B70', false],
    ['80D31', false],
    ['80D71', false],
    ['80D30', true],
    ['80B29', true],
    ['81B29', false],
    ['81B69', false],
    ['04B29', true],
    ['00B29', true],
    ['99B28', true],
    ['80BNV', true],
    ['U1BNV', false],
    ['80F01', false],
    ['80I01', false],
  ];
  for (const [date, exists] of dates) {
    it(`${exists ? 'accepts' : 'refuses'} the date ${date}`, () => {
      const code = complete(`RSSMRA${date}H501`);
      expect(normaliseFiscalCode(code)).to.equal(exists ? code : null);
    });
  }

  it('may name a place that nobody knows', () => {
    const code = complete('RSSMRA80A01X999');
    expect(normaliseFiscalCode(code)).to.equal(code);
  });

  for (const [what, written] of [
    ['nothing', ''],
    ['too little', 'RSSMRA80A01H501'],
    ['too much', 'RSSMRA80A01H501UU'],
    ['a prefix twice', 'TINIT-TINIT-RSSMRA80A01H501U'],
    ['another country', 'TINDE-RSSMRA80A01H501U'],
    ['a company', '01234567890'],
    ['a digit among the letters', '1SSMRA80A01H501U'],
    ['a letter that stands for no digit', 'RSSMRAO0A01H501U'],
    ['a long s for an S', 'RſſMRA80A01H501U'],
    ['a dotless i', 'TıNIT-RSSMRA80A01H501U'],
    ['a Cyrillic A', 'RSSMRА80A01H501U'],
    ['full-width digits', 'RSSMRA８0A01H501U'],
    ['a NUL', 'RSSMRA80A01H501U\0'],
    ['a great deal of white space', `${' '.repeat(100_000)}RSSMRA80A01H501U`],
  ]) {
    it(`refuses ${what}`, () => {
      expect(normaliseFiscalCode(written)).to.equal(null);
    });
  }
});
