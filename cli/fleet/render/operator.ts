import { stringify } from "yaml";
import type { Project } from "../project";
import type { Roster, Student } from "../roster/types";
import { NEEDED_MEGABYTES } from "../run/parallel";
import { stackValues } from "../stack-values";
import { holdsSecret, type NeededSecret, neededSecrets } from "./secrets";

/** What the cluster that carries the operator has. */
export interface OperatorOptions {
  /** Image with this program, its node_modules, its plugins and the `aws` CLI. */
  image: string;
  /** Namespace of all that is written. Default `lab-fleet`. */
  namespace?: string;
}

/** Where the image keeps the program; its Dockerfile in docs/fleet.md says the same. */
const PROGRAM_FOLDER = "/home/pulumi/lab";
/** Texts in quotes: older YAML readers take a bare day for a date. */
const FORMAT = { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;
/** A prerequisite older than this does not open the next ring. */
const CANARY_VALID_FOR = "24h";

/**
 * The class as resources of the Pulumi Kubernetes Operator, 2.8.0 or later: before it, `destroyOnFinalize` could skip the
 * destroy. One service account for each stack, so that each can be given a role of its own and no other.
 */
export function operatorManifests(roster: Roster, project: Project, options: OperatorOptions): string {
  const { image, namespace = "lab-fleet" } = options;
  const canaries = roster.rings.length > 1 ? roster.students.filter(({ ring }) => ring === roster.rings[0]) : [];
  const documents = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    ...roster.students.flatMap((student) => {
      const gates = canaries.includes(student) ? [] : canaries;
      return studentManifests(student, roster, project, { image, namespace }, gates);
    }),
  ];
  return documents.map((document) => stringify(document, FORMAT)).join("---\n");
}

function studentManifests(
  student: Student,
  roster: Roster,
  project: Project,
  { image, namespace }: { image: string; namespace: string },
  gates: Student[],
): object[] {
  const name = `lab-${student.id}`;
  const secrets = neededSecrets(roster);
  const labels = { "app.kubernetes.io/part-of": `lab-fleet-${roster.fleet}`, "lab-fleet/ring": student.ring };
  const metadata = { name, namespace, labels };
  const subject = { kind: "ServiceAccount", name, namespace };
  const role = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:auth-delegator" };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    // The workspace's own server asks Kubernetes whether the operator may talk to it.
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: `${namespace}:${name}:system:auth-delegator`, labels },
      roleRef: role,
      subjects: [subject],
    },
    {
      apiVersion: "pulumi.com/v1",
      kind: "Stack",
      metadata: {
        ...metadata,
        annotations: { "lab-fleet/expiry": student.expiry, "lab-fleet/account": student.account },
      },
      spec: {
        stack: student.id,
        serviceAccountName: name,
        // One with a password in it comes from a Secret, like all that engines need and nobody else may read.
        ...(holdsSecret(roster.backend) ? {} : { backend: roster.backend }),
        secretsProvider: roster.secretsProvider,
        // Deleting the Stack deletes the lab, by the program's own order.
        destroyOnFinalize: true,
        config: stackValues(student, project),
        ...(gates.length > 0
          ? {
              prerequisites: gates.map(({ id }) => ({
                name: `lab-${id}`,
                requirement: { succeededWithinDuration: CANARY_VALID_FOR },
              })),
            }
          : {}),
        ...(secrets.length > 0 ? { envRefs: Object.fromEntries(secrets.map(reference)) } : {}),
        workspaceTemplate: {
          spec: {
            image,
            local: { dir: PROGRAM_FOLDER },
            resources: { requests: { cpu: "250m", memory: `${NEEDED_MEGABYTES}Mi` } },
          },
        },
      },
    },
  ];
}

function reference({ variable, secret: name, key }: NeededSecret): [string, object] {
  return [variable, { type: "Secret", secret: { name, key } }];
}
