import { expect } from 'chai';
import { singleAddress } from '../../src/mail/mail-address.js';

describe('an address that a mail can go to', () => {
  it('is one address, with its domain in lower case', () => {
    expect(singleAddress('anna.bianchi@example.org')).to.equal('anna.bianchi@example.org');
    expect(singleAddress(" Anna.D'Amico+comune@Example.ORG ")).to.equal("Anna.D'Amico+comune@example.org");
    expect(singleAddress('nicolò@example.org')).to.equal('nicolò@example.org');
  });

  const wrong = {
    'two addresses': 'a@example.org,b@example.org',
    'two addresses with a semicolon': 'a@example.org;b@example.org',
    'a header in the next line': 'a@example.org\r\nBcc: b@example.org',
    'a line break alone': 'a@exa\nmple.org',
    'a display name': 'Anna <a@example.org>',
    'angle brackets': '<a@example.org>',
    'a quoted local part': '"a,b"@example.org',
    'a quoted local part with a line break': '"a\r\nRCPT TO:<b@example.org>"@example.org',
    'a comment': 'a(b)@example.org',
    'a group': 'tutti:a@example.org;',
    'a route': '@b.example:a@example.org',
    'a space': 'a b@example.org',
    'a null byte': 'a\0@example.org',
    'no domain': 'anna',
    'a domain without a dot': 'root@localhost',
    'a host by number': 'a@[127.0.0.1]',
    'too long': `${'a'.repeat(64)}@${'b'.repeat(190)}.org`,
    nothing: '',
  };
  for (const [what, text] of Object.entries(wrong)) {
    it(`is not ${what}`, () => {
      expect(singleAddress(text)).to.equal(null);
    });
  }
});
