/**
 * Shares a reading among those who ask for it at the same time, so that each gets what was true after they asked: who
 * comes while it runs shares the next one. At most one runs and one waits, however many ask.
 */
export function latest<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  let waiting: Promise<T> | null = null;

  const begin = (): Promise<T> => {
    waiting = null;
    const reading = read();
    running = reading;
    const end = () => {
      if (running === reading && !waiting) running = null;
    };
    reading.then(end, end);
    return reading;
  };

  return () => {
    if (!running) return begin();
    waiting ??= running.then(begin, begin);
    return waiting;
  };
}
