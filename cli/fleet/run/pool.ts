/** What a pool of work is told, and tells. */
export interface PoolOptions<T, R> {
  /** The most that run at once. */
  parallel: number;
  /** Whether a next one may start; asked before each. Without it, all do. */
  mayStart?: () => boolean;
  work: (item: T) => Promise<R>;
  /** For each that was not started; with `mayStart` only. */
  skipped?: (item: T) => R;
}

/**
 * Does the work for each item, never more than `parallel` at once, in the given order. Results come in that order, too. When
 * one fails, no other starts, and the pool fails with it once all that ran have ended.
 */
export async function runPool<T, R>(items: T[], options: PoolOptions<T, R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        results[at] = options.mayStart?.() === false ? options.skipped!(items[at]) : await options.work(items[at]);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(options.parallel, items.length) }, worker);
  // What runs is never left running by itself.
  const ends = await Promise.allSettled(workers);
  const broken = ends.find((end) => end.status === "rejected");
  if (broken) throw broken.reason;
  return results;
}
