import { expect } from 'chai';
import { as } from '../support/as.js';
import { buildPractice, send } from '../support/build.js';

describe('fields that are read for many parents at once', () => {
  it('answer each place what it asked for, where two places share a part of the document', async () => {
    const one = await buildPractice();
    const other = await buildPractice({ applicant: one.applicant });
    await send(one.operator, one.id, 'Alla prima');
    await send(other.operator, other.id, 'Alla seconda');
    const ids = '...Shared';
    const more = '...Shared messages { nodes { body } } history { to }';
    const shared = 'fragment Shared on Practice { messages { nodes { id } } history { at } }';
    for (const [first, second] of [
      [ids, more],
      [more, ids],
    ]) {
      const answer = await as(one.applicant).ask<Record<string, Read>, unknown>(
        `query ($one: ID!, $other: ID!) {
          first: practice(id: $one) { ${first} } second: practice(id: $other) { ${second} }
        } ${shared}`,
        { one: one.id, other: other.id },
      );
      for (const read of Object.values(answer)) expect(read.messages.nodes[0]?.id).to.be.a('string');
      const [short, long] = first === ids ? [answer.first, answer.second] : [answer.second, answer.first];
      expect(short?.messages.nodes[0]).to.have.all.keys('id');
      expect(long?.messages.nodes[0]?.body).to.equal(first === ids ? 'Alla seconda' : 'Alla prima');
      expect(long?.history.map(({ to }) => to)).to.deep.equal(['SUBMITTED', 'REGISTERED', 'UNDER_REVIEW']);
    }
  });
});

interface Read {
  messages: { nodes: { id: string; body?: string }[] };
  history: { at: string; to?: string }[];
}
