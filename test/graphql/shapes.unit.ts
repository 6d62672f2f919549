import { setFlagsFromString } from 'node:v8';
import { expect } from 'chai';
import type { FastifyRequest } from 'fastify';
import type { Parts } from '../../src/context.js';
import { connection } from '../../src/graphql/pagination.js';
import { contextAt } from '../../src/graphql/reading-instant.js';
import { contextOf } from '../../src/request-context.js';

// What V8 knows of an object can be asked by functions that are no JavaScript unless they are allowed.
setFlagsFromString('--allow-natives-syntax');
const haveOneShape: (one: object, other: object) => boolean = new Function(
  'a',
  'b',
  'return %HaveSameMap(a, b) && %HasFastProperties(a)',
) as never;

/** A shape of its own keeps what its object holds beyond the request: see decision 0044. */
describe('what is made for each request has one shape', () => {
  it('pages', () => {
    const page = { size: 2, backward: false, position: null };
    const made = () => connection(page, 'key', [{ id: 'a' }, { id: 'b' }, { id: 'c' }], ({ id }) => [id], null);
    expect(haveOneShape(made(), made())).to.equal(true);
    expect(made().pageInfo).to.include({ hasNextPage: true, hasPreviousPage: false });
  });

  it('contexts, of now and of another instant', () => {
    const parts = { clock: () => new Date() } as Parts;
    const request = { id: 'a', headers: {}, viewer: {}, ip: '127.0.0.1', uploads: null, record: {}, keeping: null };
    const made = () => contextOf(parts, request as unknown as FastifyRequest);
    expect(haveOneShape(made(), made())).to.equal(true);
    const [one, other] = [contextAt(made(), new Date(0)), contextAt(made(), new Date(1))];
    expect(haveOneShape(one, other)).to.equal(true);
    expect(one.clock, 'the parts are there as well').to.equal(parts.clock);
  });
});
