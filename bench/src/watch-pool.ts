import type { EventEmitter } from 'node:events';
import type { DataSource } from 'typeorm';

/** A statement as it was sent. */
export interface Sent {
  sql: string;
  parameters: unknown[];
}

/** Sends a statement over a connection of mysql2. */
export type Send = (statement: string | { sql: string; values?: unknown[] }, ...rest: unknown[]) => unknown;

/** A connection of mysql2: both ways to send a statement over it. */
interface Watched {
  query: Send;
  execute: Send;
}

/**
 * Sees every statement that goes over the pool of a data source that is connected to a server, whoever sends it and
 * whichever way. `see` is told before it is sent, and what it answers is done right after; what either sends by the
 * `send` that it is given is not seen, and runs in this order.
 */
export function watchPool(dataSource: DataSource, see: (sent: Sent, send: Send) => (() => void) | undefined): void {
  const { pool } = dataSource.driver as unknown as { pool: EventEmitter };
  const watched = new WeakSet<Watched>();
  pool.on('acquire', (connection: Watched) => {
    if (watched.has(connection)) return;
    watched.add(connection);
    const unseen = connection.query.bind(connection);
    for (const way of ['query', 'execute'] as const) {
      const send = connection[way].bind(connection);
      connection[way] = (statement, ...rest) => {
        const [sql, values] = typeof statement === 'string' ? [statement, rest[0]] : [statement.sql, statement.values];
        const done = see({ sql, parameters: Array.isArray(values) ? values : [] }, unseen);
        const answer = send(statement, ...rest);
        done?.();
        return answer;
      };
    }
  });
}
