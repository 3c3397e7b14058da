import { type Graph, type GraphResource, UNKNOWN } from "../../model/graph/graph";
import { isUnknown, sorted } from "../../model/graph/values";
import { databasesOf, resourcesOf, state } from "../facts";
import { names, rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

interface Config {
  allow: string[];
  alsoGenerators: string[];
  minimumLength: number;
}

/** Nobody made up, wrote down or can read the database's password. */
export const databasePassword = rule<Config>({
  name: "database-password",
  description: "A database's password is generated or managed, long enough, and goes only where secrets are kept.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Take the password from a random.RandomPassword, or set manageMasterUserPassword; hand it on by a Secret or an SSM SecureString.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
  configSchema: {
    properties: {
      allow: names("Logical names of databases whose password comes from somewhere that no graph shows"),
      alsoGenerators: names("Type tokens of further resources that generate or keep passwords"),
      minimumLength: {
        type: "integer",
        minimum: 8,
        maximum: 128,
        default: 16,
        description: "Characters of a generated password",
      },
    },
  },
  check(graph, config) {
    return [...databasesOf(graph).flatMap((database) => ofDatabase(graph, database, config)), ...leaks(graph)];
  },
});

const RANDOM_PASSWORD = "random:index/randomPassword:RandomPassword";
const GENERATORS = [
  RANDOM_PASSWORD,
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:secretsmanager/secret:Secret",
];

/** Properties that hold a password; the second is never kept in the state. */
const PASSWORDS = ["password", "passwordWo", "masterPassword", "masterPasswordWo"];
const NO_PASSWORD = [
  "replicateSourceDb",
  "replicationSourceIdentifier",
  "snapshotIdentifier",
  "restoreToPointInTime",
  "s3Import",
  "globalClusterIdentifier",
];

function ofDatabase(graph: Graph, database: GraphResource, config: Config): Violation[] {
  const { urn, inputs, name } = database;
  const managed = inputs.manageMasterUserPassword;
  if (config.allow.includes(name) || managed === true) return [];
  const given = PASSWORDS.filter((key) => state(inputs[key]) !== "absent");
  if (given.length === 0) {
    if (isUnknown(managed)) return [unsure(urn, `whether the password of ${named(database)} is managed`)];
    if (NO_PASSWORD.some((key) => state(inputs[key]) !== "absent")) return [];
    return [wrong(urn, `${named(database)} has no password; generate one, or set manageMasterUserPassword`)];
  }
  const direct = given.flatMap((key) => database.propertyDependencies[key] ?? []);
  const origins = originsOf(graph, direct);
  const generators = origins.filter(({ type }) => [...GENERATORS, ...config.alsoGenerators].includes(type));
  if (generators.length === 0) {
    const isOpen = direct.length === 0 && given.some((key) => inputs[key] === UNKNOWN);
    if (isOpen) return [unsure(urn, `where the password of ${named(database)} comes from`)];
    return [
      wrong(
        urn,
        `the password of ${named(database)} is neither generated nor managed: whoever reads program or config has it; take a RandomPassword`,
      ),
    ];
  }
  return generators.flatMap((generator): Violation[] => {
    const { length } = generator.inputs;
    if (generator.type !== RANDOM_PASSWORD || typeof length !== "number" || length >= config.minimumLength) return [];
    return [
      wrong(
        generator.urn,
        `${named(generator)} makes ${length} characters, fewer than ${config.minimumLength}; make it longer`,
      ),
    ];
  });
}

/** All that a value comes from, directly or through what it passed. */
function originsOf(graph: Graph, urns: string[]): GraphResource[] {
  const resources = resourcesOf(graph);
  const found = new Set<GraphResource>();
  const open = [...urns];
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    const resource = resources.get(urn);
    if (resource === undefined || found.has(resource)) continue;
    found.add(resource);
    open.push(...Object.values(resource.propertyDependencies).flat());
  }
  return sorted([...found]);
}

/** Where a generated password is kept in the clear. */
function leaks(graph: Graph): Violation[] {
  const resources = resourcesOf(graph);
  const takes = ({ propertyDependencies }: GraphResource, property: string): boolean =>
    (propertyDependencies[property] ?? []).some((urn) => resources.get(urn)?.type === RANDOM_PASSWORD);
  return sorted(graph.resources).flatMap((resource): Violation[] => {
    const { type, inputs, urn } = resource;
    if (type === "aws:ssm/parameter:Parameter" && takes(resource, "value") && inputs.type !== "SecureString") {
      if (isUnknown(inputs.type)) return [unsure(urn, `whether ${named(resource)} keeps its password encrypted`)];
      return [wrong(urn, `${named(resource)} keeps a password in the clear; make it a SecureString`)];
    }
    if (type === "kubernetes:core/v1:ConfigMap" && (takes(resource, "data") || takes(resource, "binaryData"))) {
      return [wrong(urn, `${named(resource)} keeps a password in the clear; put it into a Secret`)];
    }
    const isWorkload = /^kubernetes:(apps|batch|core)\/v1:(Deployment|StatefulSet|DaemonSet|Job|CronJob|Pod)$/.test(
      type,
    );
    if (!isWorkload || !takes(resource, "spec")) return [];
    return [
      wrong(
        urn,
        `${named(resource)} has a password in its pod template, where everybody who sees pods reads it; take it from a Secret`,
      ),
    ];
  });
}
