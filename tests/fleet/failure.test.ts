import assert from "node:assert/strict";
import { hostname } from "node:os";
import { groupKey, kindOfFailure, reasonsIn } from "../../cli/fleet/run/failure";
import { holderOf, isAlive, locksIn } from "../../cli/pulumi/lock";
import { parallelFor } from "../../cli/fleet/run/parallel";
import { type LockedStack, lockedStacks, unlock } from "../../cli/fleet/run/unlock";
import { lockText } from "../../words/en/fleet";
import { student, TestClass } from "./class";
import { ScriptedEngine } from "./scripted-engine";
import { VirtualClock } from "./virtual-clock";

const LOCKED = (
  host: string,
  pid: number,
) => `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  file:///state/.pulumi/locks/organization/p/ada/1.json: created by me@${host} (pid ${pid}) at 2026-11-23T07:00:00Z`;

describe("a failure", () => {
  const kinds: [string, string][] = [
    ["api error Throttling: Rate exceeded", "throttled"],
    ["api error RequestLimitExceeded: Request limit exceeded.", "throttled"],
    ["TooManyRequestsException", "throttled"],
    ["api error ExpiredToken: The security token included in the request is expired", "expired"],
    ["ExpiredTokenException", "expired"],
    [LOCKED("h", 1), "locked"],
    ["[409] Conflict: Another update is currently in progress.", "locked"],
    ["VpcLimitExceeded: The maximum number of VPCs has been reached.", "error"],
    ["AccessDenied: not authorized to perform sts:AssumeRole", "error"],
    ["certificate has expired", "error"],
    ["warning: Rate exceeded, retrying\n  error: creating EC2 VPC: VpcLimitExceeded", "error"],
    ["error: VpcLimitExceeded\nerror: Throttling: Rate exceeded\nerror: update failed", "error"],
    ["error: 1 error occurred:\n\t* creating EC2 VPC: RequestLimitExceeded", "throttled"],
    ["error: Throttling: Rate exceeded\nerror: ExpiredToken", "expired"],
  ];
  for (const [text, kind] of kinds)
    it(`"${text.slice(0, 50)}" is ${kind}`, () => assert.equal(kindOfFailure(text), kind));

  it("is told by its errors, without colours, counts and repetition", () => {
    const output = `@ updating....
    aws:ec2:Vpc lab  \u001b[31merror: creating EC2 VPC: VpcLimitExceeded\u001b[0m
Diagnostics:
  aws:ec2:Vpc (lab):
    error: creating EC2 VPC: VpcLimitExceeded
  pulumi:pulumi:Stack (p-s):
    error: update failed
`;
    assert.deepEqual(reasonsIn(output), ["creating EC2 VPC: VpcLimitExceeded"]);
    assert.deepEqual(reasonsIn("something odd\nlast words\n"), ["last words"]);
  });

  it("is the same for two students but for their ids", () => {
    const of = (id: string, account: string, sg: string) =>
      groupKey(`deleting ${sg} of sgp-lab-${id} (arn:aws:iam::${account}:role/x), RequestID: ${sg}9-1`, {
        id,
        account,
      });
    assert.equal(of("ada", "111111111111", "sg-0123456789abcdef0"), of("bob", "222222222222", "sg-0fedcba9876543210"));
    assert.notEqual(groupKey("no VPC", student("ada")), groupKey("no EIP", student("ada")));
  });
});

describe("a lock", () => {
  it("names its holder, who lives, has died, or cannot be known", () => {
    const [lock] = locksIn(LOCKED("here", 42));
    assert.deepEqual(lock, { user: "me", host: "here", pid: 42, since: "2026-11-23T07:00:00Z" });
    assert.equal(
      holderOf(lock, "here", () => true),
      "alive",
    );
    assert.equal(
      holderOf(lock, "here", () => false),
      "dead",
    );
    assert.equal(
      holderOf(lock, "elsewhere", () => true),
      "unknown",
    );
    assert.equal(
      holderOf(locksIn("[409] Conflict").at(0), "here", () => true),
      "unknown",
    );
  });

  it("of a dead run is explained, and taken away only by unlocking", async () => {
    const group = new TestClass([student("ada"), student("bob", { account: "222222222222" })]);
    try {
      const clock = new VirtualClock();
      const engine = new ScriptedEngine(clock);
      engine.stacks.set("ada", { resources: 10, pending: [], locked: LOCKED(hostname(), 2 ** 30) });
      engine.stacks.set("bob", { resources: 10, pending: [], locked: LOCKED(hostname(), process.pid) });
      const { results } = await group.run(engine, clock);
      const locked = lockedStacks(results, group.all, hostname(), (pid) => pid === process.pid);
      assert.deepEqual(
        locked.map(({ holder }) => holder),
        ["dead", "alive"],
      );
      const told = ({ student, lock, holder }: LockedStack) => lockText(student.id, lock, holder);
      assert.match(told(locked[0]), /^ada: locked by me@\S+, process 1073741824, since .*has died; --unlock takes/);
      assert.match(told(locked[1]), /still runs; wait for its end$/);
      assert.equal(results[0].attempts, 1);
      await unlock(group.home(engine), group.all[0]);
      const again = await group.run(engine, clock, { students: [group.all[0]] });
      assert.equal(again.results[0].outcome, "succeeded");
    } finally {
      group.remove();
    }
  });
});

describe("the default of updates at once", () => {
  it("follows cores and memory, and is never less than one", () => {
    assert.equal(parallelFor(2, 64_000), 8);
    assert.equal(parallelFor(16, 8_000), 9);
    assert.equal(parallelFor(1, 500), 1);
  });
});

describe("a process", () => {
  it("that ends while it is looked at is dead", () => {
    let exists = true;
    const machine = {
      argumentsOf: (): string[] => {
        exists = false;
        return [];
      },
      exists: (): boolean => exists,
    };
    assert.equal(isAlive(1, "pulumi", machine), false);
  });

  it("lives where its command line has the word, or is not told", () => {
    const machine = (...args: string[]) => ({ argumentsOf: () => args, exists: () => true });
    assert.equal(isAlive(1, "pulumi", machine("/opt/bin/pulumi", "up")), true);
    assert.equal(isAlive(1, "pulumi", machine()), true);
    assert.equal(isAlive(1, "pulumi", machine("[pulumi]", "<defunct>")), false);
  });
});
