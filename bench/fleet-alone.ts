/** A fleet of so many students whose engine does nothing, in a process of its own: `node bench/fleet-alone.ts 500`. */
import { students, TestClass } from "../tests/fleet/class";
import { ScriptedEngine } from "../tests/fleet/scripted-engine";
import { VirtualClock } from "../tests/fleet/virtual-clock";

async function main(): Promise<void> {
  const group = new TestClass(students(Number(process.argv[2])));
  try {
    const clock = new VirtualClock();
    await group.run(new ScriptedEngine(clock), clock, { parallel: 8 });
  } finally {
    group.remove();
  }
}

void main();
