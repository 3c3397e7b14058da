import { mkdirSync, writeFileSync } from "fs";
import { basename, join } from "path";
import { counted } from "../../text";
import { UserError } from "../../user-error";
import { chooseStudents } from "../choose";
import { type FleetCommandOptions, today } from "../command";
import { readProject } from "../project";
import { loadRoster } from "../roster";
import { githubWorkflow } from "./github";
import { operatorManifests } from "./operator";

/** `lab fleet render`: writes the class for a machine that is not this one. */
export async function render(options: FleetCommandOptions): Promise<void> {
  const whole = await loadRoster(options.roster, process.cwd(), { today: today() });
  const students = chooseStudents(whole, options, today());
  // A ring of nobody would be a job of nobody.
  const rings = whole.rings.filter((name) => students.some(({ ring }) => ring === name));
  const roster = { ...whole, students, rings };
  const out = options.out ?? "fleet-rendered";
  if (options.target === "operator" && !options.image) {
    throw new UserError(
      "--image is missing: name the image that the operator's workspaces run, with this program and the aws CLI in it;\n" +
        "docs/fleet.md has its Dockerfile",
    );
  }
  if (roster.backend.startsWith("file://")) {
    throw new UserError(
      `backend ${roster.backend} is a folder of this machine; use s3://…, or another that can be shared`,
    );
  }
  mkdirSync(out, { recursive: true });
  const file = options.target === "operator" ? join(out, "stacks.yaml") : join(out, `fleet-${roster.fleet}.yaml`);
  const text =
    options.target === "operator"
      ? operatorManifests(roster, readProject(process.cwd()), { image: options.image!, namespace: options.namespace })
      : githubWorkflow(roster, basename(options.roster));
  writeFileSync(file, text);
  if (options.json) console.log(JSON.stringify({ file, students: students.length }, undefined, 2));
  else console.log(`${file}: ${counted(students.length, "student")}. docs/fleet.md says how to use it.`);
}
