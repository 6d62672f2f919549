import { expect } from 'chai';
import { availabilityOf, isAvailable } from '../../src/services/availability.js';
import { ServiceAvailability, ServiceStatus } from '../../src/services/service.entity.js';
import { updateService } from '../../src/services/update-service.js';
import { ServiceDocument, SubmitPracticeDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildCitizen, buildService } from '../support/build.js';
import { begin } from '../support/build-group.js';

const beside = (instant: Date, milliseconds: number) => new Date(instant.getTime() + milliseconds);

/** An instant in the middle of a year, and the two at which the clocks of Europe/Rome change. */
const INSTANTS = ['2026-07-01T10:00:00.000Z', '2026-03-29T01:00:00.000Z', '2026-10-25T01:00:00.000Z'].map(
  (text) => new Date(text),
);

describe('R21 a service is available from its first instant to its last', () => {
  afterEach(() => app().clock.reset());

  for (const bound of INSTANTS) {
    it(`by the same sentence in SQL as in the code, around ${bound.toISOString()}`, async () => {
      const bounds = [null, beside(bound, -1), bound, beside(bound, 1)];
      const built: Parameters<typeof availabilityOf>[0][] = [];
      const ids: string[] = [];
      for (const status of Object.values(ServiceStatus)) {
        for (const publishedFrom of bounds) {
          for (const publishedUntil of bounds) {
            if (publishedFrom && publishedUntil && publishedFrom > publishedUntil) continue;
            built.push({ status, publishedFrom, publishedUntil });
            ids.push((await buildService({ status, publishedFrom, publishedUntil })).id);
          }
        }
      }
      for (const at of [beside(bound, -2), ...bounds, beside(bound, 2)]) {
        if (at === null) continue;
        const { sql, parameters } = isAvailable('s', at);
        const rows = await app().service.parts.database.rows<{ id: string }>(
          `SELECT s.id FROM services s WHERE ${sql}`,
          parameters,
        );
        const found = new Set(rows.map(({ id }) => id));
        const inSql = ids.map((id) => found.has(id));
        const inCode = built.map((service) => availabilityOf(service, at) === ServiceAvailability.AVAILABLE);
        expect(inSql, at.toISOString()).to.deep.equal(inCode);
      }
    });

    it(`to anybody, at both bounds and not a millisecond beside them, from ${bound.toISOString()}`, async () => {
      const last = beside(bound, 3_600_000);
      const { slug } = await buildService({ publishedFrom: bound, publishedUntil: last });
      const visible = async (at: Date) => {
        app().clock.stopAt(at);
        return (await as(null).ask(ServiceDocument, { slug })).service !== null;
      };
      expect(await visible(beside(bound, -1))).to.equal(false);
      expect(await visible(bound)).to.equal(true);
      expect(await visible(last)).to.equal(true);
      expect(await visible(beside(last, 1))).to.equal(false);
    });
  }

  it('also to who submits: a draft begun in time is refused a millisecond after the end, and says why', async () => {
    const last = beside(app().clock.now(), 60_000);
    const service = await buildService({ publishedUntil: last });
    const citizen = await buildCitizen();
    const [inTime, late] = [await begin(citizen, service), await begin(citizen, service)];
    app().clock.stopAt(last);
    await as(citizen).ask(SubmitPracticeDocument, { input: { practiceId: inTime } });
    app().clock.advance(1);
    const refusal = await as(citizen).refused(SubmitPracticeDocument, { input: { practiceId: late } });
    expect(refusal.code).to.equal('SERVICE_NOT_AVAILABLE');
    expect(refusal.details).to.deep.equal({
      availability: 'CLOSED',
      publishedFrom: null,
      publishedUntil: last.toISOString(),
    });
  });

  it('as long as its administrator leaves it published', async () => {
    const { id, slug } = await buildService();
    for (const status of [ServiceStatus.SUSPENDED, ServiceStatus.RETIRED, ServiceStatus.DRAFT]) {
      await app().service.parts.database.transaction((tx) => updateService(tx, { serviceId: id, status }));
      expect((await as(null).ask(ServiceDocument, { slug })).service, status).to.equal(null);
    }
  });
});
