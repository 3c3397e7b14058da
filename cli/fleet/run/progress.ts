import { closeSync, existsSync, openSync, readSync } from "fs";
import { join } from "path";
import { EVENT_LOG } from "./command";

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

/** As much of an event of the engine as is read here. */
export interface EngineEvent {
  resourcePreEvent?: { metadata: { urn: string; type: string } };
  resOutputsEvent?: object;
  resOpFailedEvent?: object;
}

const CHUNK = 256 * 1024;

/** Follows the events that the engine writes for one operation; reads only what is new at each look. */
export class ProgressReader {
  private readonly file: string;
  private position = 0;
  private rest = "";
  readonly progress: Progress = { begun: 0, done: 0, failed: 0, latest: "" };

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

  private take(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.count(line);
  }

  private count(line: string): void {
    try {
      this.add(JSON.parse(line) as EngineEvent);
    } catch {
      // A multi-byte letter may be cut in two by a chunk; one event more or less is no matter.
    }
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
  }
}
