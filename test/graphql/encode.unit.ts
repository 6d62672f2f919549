import { expect } from 'chai';
import { encode } from '../../src/graphql/encode.js';

describe('an answer as bytes', () => {
  const texts = {
    'of letters of all lengths': '{"body":"L’esito è positivo — 5 € 🏛️"}',
    'of half a letter': '"\ud83c"',
    'too long to be written at once': `"${'è'.repeat(600_000)}"`,
    empty: '',
  };
  for (const [title, text] of Object.entries(texts)) {
    it(`is what UTF-8 makes of a text ${title}`, () => {
      expect(Buffer.from(text).equals(encode(text) as Buffer)).to.equal(true);
    });
  }

  it('stays as it was when the next is made', () => {
    const first = encode('first') as Buffer;
    encode('other');
    expect(first.toString()).to.equal('first');
  });

  it('is left alone when it is no text', () => {
    const bytes = Buffer.from('{}');
    expect(encode(bytes)).to.equal(bytes);
  });
});
