import { closeSync, existsSync, openSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EVENT_LOG } from "./engine-command";
import { type EngineEvent, eventIn, RefusedCreations } from "../../pulumi/refused";

/** How far an operation has come. */
export interface Progress {
  /** Resources that the engine has begun with. */
  begun: number;
  /** Resources that are done. */
  done: number;
  failed: number;
  /** The latest resource begun, `type name`. */
  latest: string;
}

const CHUNK = 256 * 1024;

/** Follows the events that the engine writes for one operation; reads only what is new at each look. */
export class ProgressReader {
  private readonly file: string;
  private position = 0;
  private rest = "";
  readonly progress: Progress = { begun: 0, done: 0, failed: 0, latest: "" };

  readonly refused = new RefusedCreations();

  constructor(folder: string) {
    this.file = join(folder, EVENT_LOG);
  }

  /** Reads what is new. */
  read(): Progress {
    if (!existsSync(this.file)) return this.progress;
    const file = openSync(this.file, "r");
    try {
      const buffer = Buffer.alloc(CHUNK);
      for (;;) {
        const bytes = readSync(file, buffer, 0, CHUNK, this.position);
        if (bytes === 0) break;
        this.position += bytes;
        this.take(buffer.toString("utf8", 0, bytes));
      }
    } finally {
      closeSync(file);
    }
    return this.progress;
  }

  /** Reads the rest, and removes the events: a diagnostic may say more than a log is to keep. */
  close(): void {
    this.read();
    rmSync(this.file, { force: true });
  }

  private take(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    // A multi-byte letter may be cut in two by a chunk; one event more or less is no matter.
    for (const line of lines) this.add(eventIn(line));
  }

  /** Counts an event that came another way than by the file. */
  add(event: EngineEvent): void {
    const { progress } = this;
    if (event.resourcePreEvent) {
      progress.begun++;
      const { urn, type } = event.resourcePreEvent.metadata;
      progress.latest = `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`;
    } else if (event.resOutputsEvent) progress.done++;
    else if (event.resOpFailedEvent) progress.failed++;
    this.refused.add(event);
  }
}
