import { quoted } from "../../../words/en/phrases";
import { urlSecrets, withoutUrlSecrets } from "../../secrets/urls";
import { ACCOUNT, arnProblem, isDay, isRegion, type Report, ringProblem, roleAccount } from "./checks";
import { HEAD_KEYS, type RawEntry, type Roster } from "./types";

/** URL schemes of the secrets providers. Source: https://www.pulumi.com/docs/iac/concepts/secrets/#available-encryption-providers */
const SECRETS_PROVIDERS = ["awskms", "azurekeyvault", "gcpkms", "hashivault"];

/** Backends by their schemes, with a name behind. Source: https://www.pulumi.com/docs/iac/concepts/state-and-backends/ */
const BACKEND =
  /^(?:(?:s3|gs|azblob):\/\/[\w.-]+|(?:https?|postgres):\/\/[^\s\p{C}/?#]|file:\/\/[^\s\p{C}])[^\s\p{C}]*$/iu;

/** Checks the head of a roster; what is missing is empty in the result. */
export function checkHead(head: RawEntry, report: Report, file: string): Omit<Roster, "students" | "notes"> {
  const text = (key: string): string => head.cells.get(key)?.text.trim() ?? "";
  const problem = (key: string, reason: string): void =>
    report.add(head.cells.get(key)?.line ?? head.line, `${key}: ${reason}`);
  report.unknownKeys(head, HEAD_KEYS, "");

  const fleet = text("fleet");
  if (!/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(fleet)) {
    const rule = `${quoted(fleet)} is not a valid name; use up to 40 of a-z, 0-9 and -, no - first or last`;
    problem("fleet", fleet ? rule : "is missing; name the class");
  }
  const backend = text("backend");
  if (backend === "") problem("backend", "is missing; name where state is kept, outside of all student accounts");
  else if (!BACKEND.test(backend)) {
    const shown = quoted(withoutUrlSecrets(backend));
    problem(
      "backend",
      `${shown} is not a valid URL of a backend; write it as s3://bucket/folder, gs://…, azblob://…, https://… or file://folder`,
    );
  }
  checkSecretsProvider(text("secretsProvider"), backend, problem);
  const ring = text("ring");
  if (ring && ringProblem(ring)) problem("ring", ringProblem(ring)!);
  const { role, region, expiry } = { role: text("role"), region: text("region"), expiry: text("expiry") };
  if (role && roleAccount(role) === undefined) {
    problem("role", arnProblem(role, "role", ACCOUNT));
  } else if (role && !role.includes(ACCOUNT)) {
    problem("role", `names one account for all students; write ${ACCOUNT} in its place`);
  }
  if (region && !isRegion(region)) problem("region", `${quoted(region)} is not a valid region; write it as us-west-2`);
  if (expiry && !isDay(expiry)) problem("expiry", `${quoted(expiry)} is not a day; write it as 2027-03-31`);
  return { file, fleet, backend, secretsProvider: text("secretsProvider"), rings: rings(head, problem) };
}

function checkSecretsProvider(value: string, backend: string, problem: (key: string, reason: string) => void): void {
  const cloud = /^https?:/i.test(backend);
  const allowed = ["passphrase", ...(cloud ? ["default"] : []), ...SECRETS_PROVIDERS.map((name) => `${name}://…`)];
  if (value === "") problem("secretsProvider", `is missing; use ${allowed.join(", ")}`);
  else if (
    !allowed.includes(value) &&
    !SECRETS_PROVIDERS.some((name) => new RegExp(`^${name}://[^\\s\\p{C}]+$`, "u").test(value))
  ) {
    const shown = quoted(withoutUrlSecrets(value));
    problem("secretsProvider", `${shown} is not allowed; use ${allowed.join(", ")}`);
  } else if (urlSecrets(value).length > 0) {
    problem("secretsProvider", "holds a password or token; take it out, and give it by the environment");
  }
}

function rings(head: RawEntry, problem: (key: string, reason: string) => void): string[] {
  const found = head.cells.get("rings");
  if (!found) return [];
  const { value } = found;
  if (!Array.isArray(value) || value.length === 0 || value.some((ring) => typeof ring !== "string")) {
    problem("rings", "is not a list of names; write it as [canary, main]");
    return [];
  }
  for (const reason of (value as string[]).map(ringProblem)) if (reason) problem("rings", reason);
  const different = new Set((value as string[]).map((ring) => ring.toLowerCase()));
  if (different.size !== value.length) problem("rings", "names a ring twice; upper and lower case make no other");
  return value as string[];
}
