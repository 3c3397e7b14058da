import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ProbeExpectation } from "../../components";
import { ProbeExit, probeScript } from "../../components/probe/script";

const { connects, timesOut } = ProbeExpectation;

/** A label of a name has at most 63 characters, so nobody has to be asked for this one. */
const UNRESOLVABLE = `${"a".repeat(64)}.invalid`;

/** What the VPC resource controller writes on a bound pod. */
const BRANCH_INTERFACE = '[{"eniId":"eni-1","privateIp":"10.42.96.9"}]';

interface Ended {
  code: number;
  output: string;
}

interface Environment {
  ADDRESS?: string;
  PORT?: number;
  BRANCH_INTERFACE?: string;
}

describe("the script of a ConnectivityProbe", () => {
  let server: Server;
  let open: number;
  let refused: number;
  let directory: string;

  before(async function () {
    // The pod's image has all three; a laptop may not.
    if (["bash", "getent", "timeout"].some((tool) => spawnSync(tool, ["--version"]).error)) this.skip();
    directory = mkdtempSync(join(tmpdir(), "probe-"));
    [server, open] = await listen();
    const [other, port] = await listen();
    await new Promise((resolve) => other.close(resolve));
    refused = port;
  });

  after(() => {
    server?.close();
    if (directory) rmSync(directory, { recursive: true });
  });

  /** Runs the script as the pod does; `fakes` are put before the tools of the PATH. */
  function run(expect: string, environment: Environment, fakes: { [tool: string]: string } = {}): Promise<Ended> {
    const tools = mkdtempSync(join(directory, "bin-"));
    // Nobody waits between two look-ups here.
    for (const [tool, script] of Object.entries({ sleep: "exit 0", ...fakes })) {
      writeFileSync(join(tools, tool), `#!/bin/bash\n${script}\n`);
      chmodSync(join(tools, tool), 0o755);
    }
    const env = {
      PATH: `${tools}${delimiter}${process.env.PATH}`,
      TOOLS: tools,
      EXPECT: expect,
      ADDRESS: environment.ADDRESS ?? "localhost",
      PORT: String(environment.PORT ?? open),
      BRANCH_INTERFACE: environment.BRANCH_INTERFACE ?? "",
    };
    return new Promise((resolve) => {
      execFile("bash", ["-c", probeScript], { env }, (error, output, errors) => {
        resolve({ code: error ? Number(error.code) : 0, output: output + errors });
      });
    });
  }

  const TIMES_OUT = "exit 124";

  it("passes where a bound pod connects", async () => {
    const { code, output } = await run(connects, { BRANCH_INTERFACE });
    strictEqual(code, ProbeExit.proven, output);
    match(output, /localhost is 127\.0\.0\.1; branch interface: \[.*eni-1/);
    match(output, /connected, as it should/);
  });

  it("passes where a pod connects whose annotation was not seen yet", async () => {
    strictEqual((await run(connects, {})).code, ProbeExit.proven);
  });

  it("fails where a pod connects that must not", async () => {
    const { code, output } = await run(timesOut, {});
    strictEqual(code, ProbeExit.connected);
    match(output, /connected and must not/);
  });

  it("passes where every attempt of an unbound pod times out", async () => {
    const { code, output } = await run(timesOut, {}, { timeout: TIMES_OUT });
    strictEqual(code, ProbeExit.proven, output);
    strictEqual(output.match(/ended with 124/g)?.length, 3);
    match(output, /timed out each time, as it should/);
  });

  it("fails where every attempt of a bound pod times out", async () => {
    const { code, output } = await run(connects, { BRANCH_INTERFACE }, { timeout: TIMES_OUT });
    strictEqual(code, ProbeExit.timedOut);
    match(output, /timed out and must connect \(exit 11\)$/m);
  });

  it("fails otherwise where no branch interface was seen: the pod is not bound", async () => {
    const { code, output } = await run(connects, {}, { timeout: TIMES_OUT });
    strictEqual(code, ProbeExit.noInterface);
    match(output, /timed out and must connect; no branch interface seen \(exit 15\)$/m);
  });

  for (const [expect, code, what] of [
    [connects, ProbeExit.proven, "passes where a bound pod"],
    [timesOut, ProbeExit.connected, "fails where an unbound pod"],
  ] as [string, number, string][]) {
    it(`${what} connects after attempts that timed out`, async () => {
      const timeout = 'if [ ! -e "$TOOLS/tried" ]; then touch "$TOOLS/tried"; exit 124; fi; shift; exec "$@"';
      const ended = await run(expect, {}, { timeout });
      strictEqual(ended.code, code, ended.output);
      match(ended.output, /attempt 1 .* ended with 124\n.*attempt 2 .* ended with 0/);
    });
  }

  it("gives DNS time: a name that resolves at the third look-up is resolved", async () => {
    const getent = 'echo x >> "$TOOLS/asked"; [ $(wc -l < "$TOOLS/asked") -lt 3 ] || echo "127.0.0.1 STREAM $2"';
    const { code, output } = await run(connects, {}, { getent });
    strictEqual(code, ProbeExit.proven, output);
  });

  for (const expect of [connects, timesOut]) {
    it(`proves nothing where the connection is refused and "${expect}" is expected`, async () => {
      const { code, output } = await run(expect, { PORT: refused });
      strictEqual(code, ProbeExit.otherFailure, output);
      match(output, /failed, but not by a timeout/);
    });

    it(`proves nothing where the name cannot be resolved and "${expect}" is expected`, async () => {
      const { code, output } = await run(expect, { ADDRESS: UNRESOLVABLE }, { timeout: TIMES_OUT });
      strictEqual(code, ProbeExit.unresolved, output);
      match(output, /cannot resolve a/);
    });

    it(`proves nothing where a tool is missing and "${expect}" is expected`, async () => {
      notProven(await run(expect, {}, { timeout: "exit 127" }));
      notProven(await run(expect, {}, { getent: "exit 127", timeout: TIMES_OUT }));
    });
  }

  it("proves nothing where the pod that must time out has a branch interface", async () => {
    const { code, output } = await run(timesOut, { BRANCH_INTERFACE }, { timeout: TIMES_OUT });
    strictEqual(code, ProbeExit.wrongInterface, output);
    match(output, /has a branch interface and must not/);
  });

  it("ends each outcome with a code of its own", () => {
    const codes = Object.values(ProbeExit);
    deepStrictEqual(codes, [0, 10, 11, 12, 13, 14, 15]);
  });
});

function notProven({ code, output }: Ended): void {
  ok(code !== ProbeExit.proven && code !== ProbeExit.connected, `${code}: ${output}`);
}

function listen(): Promise<[Server, number]> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.listen(0, "127.0.0.1", () => resolve([server, (server.address() as { port: number }).port]));
  });
}
