import type { FindingKind, Findings, FindingTexts } from "../../policies/findings";
import { either, groupText, list, peerText, resourceText, ruleText, trafficText } from "./names";

type DatabaseRule = "admits-bound-pods" | "backups" | "encrypted" | "password" | "private";

/** Texts of the rules about databases. */
export const DATABASE_FINDINGS: FindingTexts<Extract<FindingKind, `database-${DatabaseRule}: ${string}`>> = {
  "database-admits-bound-pods: default group": ({ database }) =>
    `${resourceText(database)} names no security group, so it takes the VPC's default one, which admits all that carries it; ` +
    "give it a group of its own",
  "database-admits-bound-pods: cluster group": ({ database, group }, certain) =>
    either(
      certain,
      `${resourceText(database)} carries ${groupText(group)}, as every node and every ordinary pod does, and all that carries it reaches all else that does`,
      "give the database a group of its own",
    ),
  "database-admits-bound-pods: groups not known": ({ database }) =>
    `which security groups ${resourceText(database)} carries`,
  "database-admits-bound-pods: rules not known": ({ database, group }) =>
    `what ${groupText(group)} of ${resourceText(database)} admits: its rules are not in the stack`,
  "database-admits-bound-pods: others": (values, certain) => {
    if (certain)
      return `${admitsText(values)}, and ${BECAUSE[values.because](values)}; admit the security group of the pods that need the database`;
    const isGroup = values.because === "not handed out";
    return `whether ${admitsText(values)}${isGroup ? ", and a SecurityGroupPolicy hands that group out" : ""}`;
  },
  "database-admits-bound-pods: other ports": (values, certain) =>
    either(
      certain,
      `${admitsText(values)}, but the database listens on tcp ${values.ports.join(" and ")} alone`,
      "open just that",
    ),
  "database-admits-bound-pods: ports not known": ({ rule, database }) =>
    `on which ports ${ruleText(rule)} opens ${resourceText(database)}`,
  "database-admits-bound-pods: stray rule": ({ rule, peer }) =>
    `whether ${ruleText(rule)}, which admits ${peerText(peer)}, belongs to the group of a database`,

  "database-backups: not said": ({ database }) =>
    `${resourceText(database)} does not say for how many days backups are kept; set backupRetentionPeriod, 0 for none`,
  "database-backups: few days": ({ database, days, minimum }) =>
    `${resourceText(database)} keeps backups for ${days} days, fewer than ${minimum}; raise backupRetentionPeriod`,
  "database-backups: days not known": ({ database }) =>
    `for how many days backups of ${resourceText(database)} are kept`,
  "database-backups: snapshot without a name": ({ database }, certain) =>
    certain
      ? `${resourceText(database)} wants a last snapshot and names none, so destroy fails; set finalSnapshotIdentifier, or skipFinalSnapshot to true`
      : `whether ${resourceText(database)} leaves a last snapshot`,

  "database-encrypted: not encrypted": ({ database }, certain) =>
    certain
      ? `${resourceText(database)} is not encrypted; set storageEncrypted to true`
      : `whether ${resourceText(database)} is encrypted`,

  "database-password: none": ({ database }, certain) =>
    certain
      ? `${resourceText(database)} has no password; generate one, or set manageMasterUserPassword`
      : `whether the password of ${resourceText(database)} is managed`,
  "database-password: not generated": ({ database }, certain) =>
    certain
      ? `the password of ${resourceText(database)} is neither generated nor managed: whoever reads program or config has it; take a RandomPassword`
      : `where the password of ${resourceText(database)} comes from`,
  "database-password: short": ({ generator, length, minimum }) =>
    `${resourceText(generator)} makes ${length} characters, fewer than ${minimum}; make it longer`,
  "database-password: in the clear": ({ keeper, take }, certain) =>
    certain
      ? `${resourceText(keeper)} keeps a password in the clear; ${take === "Secret" ? "put it into a Secret" : "make it a SecureString"}`
      : `whether ${resourceText(keeper)} keeps its password encrypted`,
  "database-password: in a pod template": ({ workload }) =>
    `${resourceText(workload)} has a password in its pod template, where everybody who sees pods reads it; take it from a Secret`,

  "database-private: public": ({ database }, certain) =>
    either(certain, `${resourceText(database)} is publicly accessible`, "set publiclyAccessible to false"),
};

type Others = Findings["database-admits-bound-pods: others"];

function admitsText({ rule, peer, database, traffic }: Omit<Others, "because">): string {
  return `${ruleText(rule)} admits ${peerText(peer)} to ${resourceText(database)} on ${trafficText(traffic)}`;
}

const BECAUSE: { [because in Others["because"]]: (values: Others) => string } = {
  addresses: () => "addresses are not pods: whatever gets one of them gets in",
  nodes: ({ peer }) =>
    peer.kind === "groups" && peer.groups.some(({ kind }) => kind === "cluster")
      ? "every node and every other pod carries that group"
      : "nodes carry that group, or other pods do",
  "not handed out": ({ peer }) =>
    `no SecurityGroupPolicy of this stack hands out ${list(peer.kind === "groups" ? peer.groups.map(groupText) : [])}`,
};
