/** What a pool of work is told, and tells. */
export interface PoolOptions<T, R> {
  /** The most that run at once. */
  parallel: number;
  /** Whether a next one may start; asked before each. */
  mayStart: () => boolean;
  work: (item: T) => Promise<R>;
  /** For each that was not started. */
  skipped: (item: T) => R;
}

/** Does the work for each item, never more than `parallel` at once, in the given order. Results come in that order, too. */
export async function runPool<T, R>(items: T[], options: PoolOptions<T, R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = options.mayStart() ? await options.work(items[at]) : options.skipped(items[at]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.parallel, items.length) }, worker));
  return results;
}
