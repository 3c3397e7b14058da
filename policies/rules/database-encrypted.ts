import { databasesOf, state } from "../facts";
import { rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

/** Databases are encrypted at rest. */
export const databaseEncrypted = rule({
  name: "database-encrypted",
  description: "RDS databases encrypt their storage.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Set storageEncrypted: true when the database is made; a living one is encrypted by restoring an encrypted copy of a snapshot.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
  check(graph) {
    return databasesOf(graph).flatMap((database): Violation[] => {
      const { urn, inputs } = database;
      if (inputs.storageEncrypted === true) return [];
      // A copy is encrypted as what it was copied from.
      const copied = ["replicateSourceDb", "replicationSourceIdentifier", "snapshotIdentifier", "restoreToPointInTime"];
      const isCopy =
        copied.some((key) => state(inputs[key]) !== "absent") && state(inputs.storageEncrypted) === "absent";
      if (isCopy || state(inputs.storageEncrypted) === "unknown")
        return [unsure(urn, `whether ${named(database)} is encrypted`)];
      return [wrong(urn, `${named(database)} is not encrypted; set storageEncrypted to true`)];
    });
  },
});
