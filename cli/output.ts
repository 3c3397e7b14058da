/**
 * The edge at which all that a command says leaves the program: nothing in it steers a terminal or tells a secret, and what
 * cannot be written does not pass for success.
 */
import * as fs from "node:fs";
import { format } from "node:util";
import { printable } from "./diff/safe-text";
import { systemReason } from "./files/reason";
import { redactor } from "./secrets/redact";

/** As a shell reports a command that SIGPIPE has ended. */
const NOBODY_READS = 141;

/**
 * Guards what goes to stdout and stderr by `console`, and ends the process where stdout cannot be written: quietly where
 * nobody reads it any more, else with a message and an exit code.
 *
 * @param code Exit code for output that was lost.
 */
export function guardOutput(code: number): void {
  lost = (error) => {
    if (error.code === "EPIPE") process.exit(NOBODY_READS);
    console.error(`The output cannot be written: ${systemReason(error) ?? error.message}`);
    process.exit(code);
  };
  process.stdout.on("error", lost);
  // Where nobody hears what is said, what runs goes on to its end.
  process.stderr.on("error", () => undefined);
  writeWhole(process.stdout);
  writeWhole(process.stderr);
  const say =
    (stream: NodeJS.WriteStream) =>
    (text?: unknown, ...more: unknown[]) =>
      void stream.write(`${shown(typeof text === "string" && more.length === 0 ? text : format(text, ...more))}\n`);
  // As it is now: a program that is planned in this process may put something else in its place.
  const write = process.stdout.write.bind(process.stdout);
  machine = (text) => void write(`${text}\n`);
  console.log = console.info = say(process.stdout);
  console.error = console.warn = say(process.stderr);
}

/** Prints a text before anything else happens: who ends the process next would not hear that it was lost. */
export function printAtOnce(text: string): void {
  try {
    fs.writeSync(process.stdout.fd, text);
  } catch (error) {
    // A pipe that is full is waited for.
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") process.stdout.write(text);
    else lost(error as NodeJS.ErrnoException);
  }
}

/** A text of several lines, with nothing in it that steers a terminal or is a secret of the user's. */
export function shown(text: string): string {
  redact ??= redactor(process.env);
  return redact(text.split("\n").map(printable).join("\n"));
}

/** Ends the process where its output is lost. */
let lost: (error: NodeJS.ErrnoException) => void = (error) => {
  throw error;
};
/** Where JSON goes once the output is guarded: its texts were made safe one by one, where they were made. */
let machine: ((text: string) => void) | undefined;
let redact: ((text: string) => string) | undefined;

/** Prints a value as JSON, for machines: nothing in it is hidden, and what would steer a terminal is written as an escape. */
export function printJson(value: unknown): void {
  (machine ?? console.log)(jsonText(value));
}

/** A value as JSON that can stand on a terminal. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(/[\u007f-\u009f\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
      .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** Into a file Node writes what fits on the disk, and says nothing of the rest. */
function writeWhole(stream: NodeJS.WriteStream & { fd: number }): void {
  if (!isFile(stream.fd)) return;
  stream._write = (chunk: Buffer, _encoding, done) => {
    try {
      fs.writeFileSync(stream.fd, chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}

function isFile(descriptor: number): boolean {
  try {
    return fs.fstatSync(descriptor).isFile();
  } catch {
    // It is closed, or not a file of this process.
    return false;
  }
}
