import { en, type Words } from "../../../words";

/** Signals closer together than this come from one keystroke. */
const ONE_KEYSTROKE_MS = 500;

/**
 * How a fleet is stopped: at the first request nothing new starts, at the second the running updates are cancelled and
 * end cleanly, at the third they end at once.
 */
export class Stop {
  private requests = 0;
  private readonly cancelling = new AbortController();
  private readonly terminating = new AbortController();

  /** Fires at the second request. */
  readonly cancel = this.cancelling.signal;
  /** Fires at the third. */
  readonly terminate = this.terminating.signal;

  /** @param say The words of what the user should know. */
  constructor(private readonly say: Words["fleet"]["stop"] = en.fleet.stop) {}

  /** Whether another student may start. */
  get mayStart(): boolean {
    return this.requests === 0;
  }

  /** Asks once more; gives what the user should know. */
  request(running: number): string {
    this.requests++;
    if (this.requests === 1) return this.say.first(running);
    if (this.requests === 2) {
      this.cancelling.abort();
      return this.say.second(running);
    }
    this.terminating.abort();
    return this.say.third;
  }

  /** Listens to SIGINT, and takes SIGTERM for a second one; gives a function that ends that. */
  listen(running: () => number, say: (text: string) => void, now: () => number = Date.now): () => void {
    let last = -Infinity;
    const interrupt = (): void => {
      // npm sends on the Ctrl-C that the terminal has sent already: both are one.
      if (now() - last < ONE_KEYSTROKE_MS) return;
      last = now();
      say(this.request(running()));
    };
    const terminate = (): void => {
      if (this.requests === 0) this.requests = 1;
      say(this.request(running()));
    };
    process.on("SIGINT", interrupt).on("SIGTERM", terminate);
    return () => void process.off("SIGINT", interrupt).off("SIGTERM", terminate);
  }
}
