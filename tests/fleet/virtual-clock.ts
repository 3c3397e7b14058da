import type { Clock } from "../../cli/fleet/run/clock";

interface Timer {
  at: number;
  order: number;
  fire: () => void;
  every?: number;
}

/** Turns of the event loop after which nothing is taken to be under way but timers. */
const QUIET_TURNS = 3;

/** Time that jumps to the next timer whenever nothing else is to be done: hours pass in milliseconds, in the right order. */
export class VirtualClock implements Clock {
  private time = Date.parse("2026-11-23T08:00:00Z");
  private readonly timers = new Set<Timer>();
  private count = 0;
  private stopped = false;

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.after(ms, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });
  }

  after(ms: number, fire: () => void): () => void {
    return this.add({ at: this.time + ms, order: this.count++, fire });
  }

  every(ms: number, fire: () => void): () => void {
    return this.add({ at: this.time + ms, order: this.count++, fire, every: ms });
  }

  /** Lets time pass until the promise has settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const end = (): void => void (settled = true);
    promise.then(end, end);
    while (!settled && !this.stopped) {
      for (let turn = 0; turn < QUIET_TURNS && !settled; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (!settled) this.jump();
    }
    return promise;
  }

  /** Lets no time pass any more: to everything that runs on this clock the machine has died. */
  stop(): void {
    this.stopped = true;
  }

  private jump(): void {
    const next = [...this.timers].sort((a, b) => a.at - b.at || a.order - b.order).at(0);
    if (!next) return;
    this.time = Math.max(this.time, next.at);
    this.timers.delete(next);
    if (next.every !== undefined) this.timers.add({ ...next, at: this.time + next.every, order: this.count++ });
    next.fire();
  }

  private add(timer: Timer): () => void {
    this.timers.add(timer);
    return () => {
      // A repeating one is another object by now.
      for (const one of this.timers) if (one.fire === timer.fire) this.timers.delete(one);
    };
  }
}
