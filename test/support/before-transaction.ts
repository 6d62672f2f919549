import { app } from './app.js';
import { OfRequests } from './of-requests.js';

/** Does something before a transaction of what is asked meanwhile: before its first, its second, and so on. Workers have theirs. */
export async function beforeTransaction<T>(number: number, happens: () => unknown, work: () => Promise<T>): Promise<T> {
  const { parts, app: http } = app().service;
  const { database } = parts;
  const transaction = database.transaction.bind(database);
  const requests = new OfRequests<null>();
  let count = 0;
  database.transaction = async (unit) => {
    if (requests.keep(null)) {
      count += 1;
      if (count === number) await happens();
    }
    return transaction(unit);
  };
  try {
    return (await requests.during(http.server, work)).result;
  } finally {
    database.transaction = transaction;
  }
}
