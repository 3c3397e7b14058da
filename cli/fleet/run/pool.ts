import pLimit from "p-limit";

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
  const limit = pLimit(options.parallel);
  let failed = false;
  const work = async (item: T): Promise<R | undefined> => {
    if (failed) return undefined;
    try {
      return options.mayStart?.() === false ? options.skipped!(item) : await options.work(item);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  // What runs is never left running by itself.
  const ends = await Promise.allSettled(items.map((item) => limit(work, item)));
  const broken = ends.find((end) => end.status === "rejected");
  if (broken) throw broken.reason;
  return ends.map((end) => (end as PromiseFulfilledResult<R>).value);
}
