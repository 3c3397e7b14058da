import { availableParallelism } from "node:os";

/**
 * Memory for one update. Measured on the real engine with the lab's 76 resources, all providers included (proportional
 * share): 800 to 865 MB for one alone, 470 MB for each of four side by side. docs/fleet.md has the figures.
 */
export const NEEDED_MEGABYTES = 700;
/** Updates per core: one takes about 17 s of processor time, spread over minutes of waiting for AWS. */
export const UPDATES_PER_CORE = 4;
/** Left to the machine. */
const RESERVED_MEGABYTES = 1024;

/** How many updates a machine carries at once. */
export function parallelFor(cores: number, freeMegabytes: number): number {
  const byMemory = Math.floor((freeMegabytes - RESERVED_MEGABYTES) / NEEDED_MEGABYTES);
  return Math.max(1, Math.min(cores * UPDATES_PER_CORE, byMemory));
}

/** How many updates this machine carries at once, by its cores and free memory; a container's limits count. */
export function defaultParallel(): number {
  return parallelFor(availableParallelism(), process.availableMemory() / 1024 / 1024);
}
