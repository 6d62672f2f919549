import type { Parts } from '../context.js';
import type { Database } from '../database/database.js';
import { toInstant } from '../database/instants.js';
import { latest } from '../database/latest.js';
import type { Season } from '../graphql/answer-cache.js';
import { readCatalogueVersion } from './catalogue-version.js';
import { ServiceStatus } from './service.entity.js';

/**
 * The public doors whose answers to nobody in particular come from services, groups and the instant alone, and so stay
 * the same for a season.
 */
export const SEASONAL_FIELDS = ['catalogue', 'service', 'serviceGroup'] as const;

/**
 * Tells the season of the catalogue: the same object as long as nothing has changed and no service has opened or closed.
 * The version is read each time, and after the question: so there is no moment in which a change is not seen.
 */
export function catalogueSeasons({ database, clock }: Pick<Parts, 'database' | 'clock'>): () => Promise<Season> {
  let season: CatalogueSeason | null = null;
  return latest(async () => {
    const version = await readCatalogueVersion(database);
    const now = clock();
    // What turns is read after the version: if it is that of a later one already, this version never comes again.
    if (season?.version !== version || !season.holds(now)) {
      season = new CatalogueSeason(version, now, await readNextTurn(database, now));
    }
    return season;
  });
}

class CatalogueSeason implements Season {
  constructor(
    readonly version: string,
    private readonly from: Date,
    private readonly until: Date | null,
  ) {}

  holds(instant: Date): boolean {
    return instant >= this.from && (this.until === null || instant < this.until);
  }
}

/** The first instant after another at which a service opens or is closed: both bounds of its period belong to it (R21). */
async function readNextTurn(database: Database, at: Date): Promise<Date | null> {
  const published = `FROM services WHERE status = '${ServiceStatus.PUBLISHED}'`;
  const [row] = await database.rows<{ opens: unknown; closes: unknown }>(
    `SELECT (SELECT MIN(publishedFrom) ${published} AND publishedFrom > ?) AS opens,
            (SELECT MIN(publishedUntil) ${published} AND publishedUntil >= ?) AS closes`,
    [at, at],
  );
  const turns = [
    ...(row?.opens ? [toInstant(row.opens).getTime()] : []),
    ...(row?.closes ? [toInstant(row.closes).getTime() + 1] : []),
  ];
  return turns.length > 0 ? new Date(Math.min(...turns)) : null;
}
