import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { errorLine } from "../../cli/engine/text";
import { HIDDEN, redactor } from "../../cli/secrets/redact";
import { fixture } from "../diff/support";
import { LabCalls } from "../support/lab-calls";
import { ROOT } from "../support/program";
import { ROSTER } from "./seeds";

/** Stands in every secret that is planted, and nowhere else. */
const CANARY = "CANARY";
const secret = (place: string): string => `${CANARY}-${place}/+&"'`;
const BACKEND = `postgres://operator:${CANARY}Url1@db.example/state?password=${CANARY}Url2&sslmode=require`;

/** An environment with a secret in every place that people use. */
const ENVIRONMENT: { [name: string]: string } = {
  AWS_SECRET_ACCESS_KEY: secret("aws"),
  AWS_SESSION_TOKEN: secret("session"),
  PULUMI_ACCESS_TOKEN: secret("pulumi"),
  PULUMI_CONFIG_PASSPHRASE: secret("passphrase"),
  PULUMI_BACKEND_URL: BACKEND,
  GITHUB_TOKEN: secret("github"),
  NPM_CONFIG__AUTH: secret("npm"),
  DB_PASSWORD: secret("db"),
  HTTPS_PROXY: `http://proxy:${CANARY}Proxy@127.0.0.1:1`,
};

/** A secret in the forms in which tools print it. */
const FORMS: { [form: string]: (secret: string) => string } = {
  "as it is": (text) => text,
  "in a URL": encodeURIComponent,
  "in a form": (text) => new URLSearchParams({ text }).toString().slice("text=".length),
  "in JSON": JSON.stringify,
  "in JSON within JSON": (text) => JSON.stringify(JSON.stringify(text)),
  "in base64": (text) => Buffer.from(text).toString("base64"),
  "in base64 behind a user": (text) => Buffer.from(`user:${text}`).toString("base64"),
  "in base64 between others": (text) => Buffer.from(`ab${text}cd`).toString("base64"),
  "in base64 of URLs": (text) => Buffer.from(`x${text}`).toString("base64url"),
  "in hex": (text) => Buffer.from(text).toString("hex"),
};

/** The forms of every part of a text that could be told from one another. */
function traces(text: string): string[] {
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), Buffer.from(text).toString("hex")];
}

describe("a secret", () => {
  for (const [form, of] of Object.entries(FORMS)) {
    it(`of the environment is not told ${form}`, () => {
      fc.assert(
        fc.property(fc.string({ minLength: 8, maxLength: 40 }), fc.string(), (value, around) => {
          fc.pre(value.trim().length >= 8 && !around.includes(value));
          const told = redactor({ MY_TOKEN: value })(`before ${of(value)} after ${around}`);
          for (const trace of traces(value)) assert.ok(!told.includes(trace) || around.includes(trace), told);
          if (form.startsWith("in base64")) {
            const core = Buffer.from(value).subarray(2, 5).toString("latin1");
            for (const word of told.split(" "))
              assert.ok(!Buffer.from(word, "base64").toString("latin1").includes(core), told);
          }
        }),
        { numRuns: 50 },
      );
    });
  }

  for (const [what, text] of [
    ["a URL's password", `cannot open postgres://u:${CANARY}@h/x`],
    ["a URL's token", `git clone https://${CANARY}@github.test/x`],
    ["a URL's token in place of its user", `https://${CANARY}:x-oauth-basic@github.test/x`],
    ["a password with a slash", `amqp://u:a/${CANARY}@h`],
    ["a parameter", `GET https://h/x?a=b&X-Amz-Security-Token=${CANARY}&c=d`],
    ["a parameter behind #", `https://h/cb#access_token=${CANARY}`],
    ["a URL within a URL", `https://login.test/?next=https%3A%2F%2Fu%3A${CANARY}%40h`],
    ["a header", `> Authorization: Basic ${CANARY}`],
    ["a header of JSON", `{"authorization":"Bearer ${CANARY}.x.y"}`],
    ["a header of AWS", `Authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=${CANARY}`],
    ["a call of curl", `curl -H 'X-Api-Key: ${CANARY}' h`],
    ["a cookie", `set-cookie: session=${CANARY}; Path=/`],
    ["a variable", `PGPASSWORD=${CANARY} psql`],
    ["a value that begins as an input does", `passphrase=/dev/stdin${CANARY}`],
    ["a member of JSON", `{"SecretAccessKey": "${CANARY}", "Expiration": "2027"}`],
    ["a file of credentials", `aws_secret_access_key = ${CANARY}`],
    ["a private key", `-----BEGIN RSA PRIVATE KEY-----\n${CANARY}\n-----END RSA PRIVATE KEY-----`],
  ]) {
    it(`is not told as ${what}`, () => {
      for (const told of [redactor({})(text), errorLine(`error: ${text.replaceAll("\n", "\\n")}`)]) {
        if (!told.includes("\\n")) assert.doesNotMatch(told, /CANARY/);
        assert.ok(told.includes(HIDDEN) || told.includes("\\n"), told);
      }
    });
  }

  for (const text of ["/", "//", "x", "a://", "?pass", "?", "%3A%2F%2F", "@a://", "authorization:", "password="]) {
    it(`is looked for before the test's time is over where a text is nothing but ${text}`, () => {
      // Hours, where each place is looked at from each other one.
      assert.equal(typeof redactor({})(text.repeat(100_000 / text.length)), "string");
    });
  }

  it("is all that is hidden: names, addresses and packages stay", () => {
    for (const text of [
      "awskms://alias/lab?region=us-west-2",
      "s3://bucket/folder?region=us-west-2&awssdk=v2",
      "https://registry.npmjs.org/@pulumi/aws",
      "ssh://git@github.com/o/r",
      "password: is missing; name one",
      'printf %s "$PULUMI_CONFIG_PASSPHRASE" | kubectl create secret generic p --from-file=passphrase=/dev/stdin',
      "urn:pulumi:dev::lab::aws:ssm/parameter:Parameter::catalog-db-password",
      "arn:aws:iam::111111111111:role/Deployer",
    ])
      assert.equal(redactor({ HOME: "/root", PWD: "/lab/project", SSH_AUTH_SOCK: "/tmp/x" })(text), text);
  });
});

describe("secrets in every place", function () {
  this.timeout(180_000);
  const { PATH = "", HOME = "" } = process.env;
  // Nothing here may reach AWS: the endpoint is a closed port of this machine.
  const nowhere = { AWS_ACCESS_KEY_ID: "x", AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_MAX_ATTEMPTS: "1" };
  const calls = new LabCalls({ PATH, HOME, ...ENVIRONMENT, ...nowhere });
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "canary-"));
    for (const name of readdirSync(ROOT).filter((one) => /^(config.*|index|nearest)\.ts$|^Pulumi\.|^package/.test(one)))
      cpSync(join(ROOT, name), join(folder, name));
    for (const name of ["cli", "components", "model", "policies", "words", "node_modules", "loader.cjs"])
      symlinkSync(join(ROOT, name), join(folder, name));
    writeFileSync(join(folder, "roster.yaml"), ROSTER.replace("s3://instructor-state/spring", JSON.stringify(BACKEND)));
    writeFileSync(join(folder, "owner.yaml"), ROSTER.replace("platform-team", JSON.stringify(BACKEND)));
    writeFileSync(
      join(folder, "Pulumi.secret.yaml"),
      `config:\n  aws:region: us-west-2\n  owner: {secure: ${CANARY}}\n`,
    );
    const state = readFileSync(fixture("state"), "utf8").replace(
      '"inputs":',
      `"inputs": {"password": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": "\\"${CANARY}\\""}}, "was":`,
    );
    writeFileSync(join(folder, "state.json"), state);
  });
  after(() => {
    calls.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("lie in a folder that is closed to others, even where an earlier run has left it open", () => {
    mkdirSync(join(folder, ".lab", "state"), { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, ".lab", "state", "dev.json"), "{}", { mode: 0o644 });
    spawnSync(process.execPath, ["-r", "./loader.cjs", "cli/main.ts", "plan", "--stack", "none"], { cwd: folder });
    for (const part of ["", "state", "state/dev.json"])
      assert.equal(statSync(join(folder, ".lab", part)).mode & 0o777, part.endsWith(".json") ? 0o600 : 0o700, part);
  });

  for (const args of [
    ["plan"],
    ["plan", "--json", "--html", "plan.html", "--svg", "plan.svg"],
    ["plan", "--stack", "secret"],
    ["plan", "--config", "stage=x"],
    ["check", "state.json"],
    ["check", "state.json", "--json"],
    ["diff", "--base", "state.json", "--head", "state.json", "--markdown"],
    ["leftovers", "--json"],
    ["fleet", "validate"],
    ["fleet", "validate", "--json", "--roster", "owner.yaml"],
    ["fleet", "hand-out"],
    ["fleet", "render", "--target", "operator", "--image", "img"],
    ["fleet", "render", "--target", "github"],
    ["fleet", "status"],
  ]) {
    it(`are told by no lab ${args.join(" ")}, and written nowhere`, async () => {
      const before = new Map(files(folder).map((file) => [file, statSync(file).mtimeMs]));
      const { code, stdout, stderr } = await calls.call(folder, args, 60);
      assert.notEqual(code, null);
      assert.notEqual(stdout + stderr, "");
      assert.doesNotMatch(stdout + stderr, /CANARY/);
      for (const file of files(folder).filter((one) => before.get(one) !== statSync(one).mtimeMs))
        assert.doesNotMatch(readFileSync(file, "latin1"), /CANARY/, file);
    });
  }
});

/** All files below a folder, links left out. */
function files(folder: string): string[] {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // It is not there.
    return [];
  }
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return files(join(folder, entry.name));
    return entry.isFile() ? [join(folder, entry.name)] : [];
  });
}
