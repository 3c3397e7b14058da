import { isAbsent, isUnknown } from "../../model/graph/values";
import type { Finding } from "../findings";
import { missingOf, resourceName } from "../references";
import { type Rule, rule, unsure, wrong } from "../rule";

/** Databases are encrypted at rest. */
export const databaseEncrypted: Rule = rule({
  name: "database-encrypted",
  description: "RDS databases encrypt their storage.",
  severity: "high",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Set storageEncrypted: true when the database is made; a living one is encrypted by restoring an encrypted copy of a snapshot.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
  check({ databases, completeness }) {
    return databases.databases.flatMap(({ resource }): Finding[] => {
      const { urn, type, inputs, external } = resource;
      const { storageEncrypted } = inputs;
      if (!type.startsWith("aws:rds/") || storageEncrypted === true) return [];
      const database = { database: resourceName(resource) };
      // A copy is encrypted as what it was copied from.
      const copied = ["replicateSourceDb", "replicationSourceIdentifier", "snapshotIdentifier", "restoreToPointInTime"];
      const isCopy = isAbsent(storageEncrypted) && copied.some((key) => !isAbsent(inputs[key]));
      if (isCopy || external || isUnknown(storageEncrypted)) {
        const missing = external ? missingOf(completeness.of(urn)) : [];
        return [unsure(urn, "database-encrypted: not encrypted", database, missing)];
      }
      return [wrong(urn, "database-encrypted: not encrypted", database)];
    });
  },
});
