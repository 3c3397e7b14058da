import { isAbsent, isUnknown } from "../../model/graph/values";
import type { Finding } from "../findings";
import { missingOf, resourceName } from "../references";
import { type Rule, rule, unsure, wrong } from "../rule";

interface Config {
  minimumDays: number;
}

/** Somebody has decided what becomes of the data. */
export const databaseBackups: Rule = rule<Config>({
  name: "database-backups",
  description: "An RDS database says for how many days backups are kept, and whether a last snapshot is.",
  severity: "medium",
  enforcementLevel: "mandatory",
  remediationSteps:
    "Set backupRetentionPeriod (0 for none), and either skipFinalSnapshot: true or a finalSnapshotIdentifier.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
  configSchema: {
    properties: {
      minimumDays: {
        type: "integer",
        minimum: 0,
        maximum: 35,
        default: 0,
        description: "Days for which backups must be kept",
      },
    },
  },
  check({ databases, completeness }, { minimumDays: minimum }) {
    return databases.databases.flatMap(({ resource }): Finding[] => {
      const { urn, type, inputs, external } = resource;
      if (!type.startsWith("aws:rds/")) return [];
      const database = { database: resourceName(resource) };
      if (external) return [unsure(urn, "database-backups: days not known", database, missingOf(completeness.of(urn)))];
      const { backupRetentionPeriod: days, skipFinalSnapshot, finalSnapshotIdentifier, replicateSourceDb } = inputs;
      const found: Finding[] = [];
      if (isUnknown(days)) found.push(unsure(urn, "database-backups: days not known", database));
      else if (typeof days === "number" && days < minimum) {
        found.push(wrong(urn, "database-backups: few days", { ...database, days, minimum }));
      } else if (typeof days !== "number" && isAbsent(replicateSourceDb)) {
        found.push(wrong(urn, "database-backups: not said", database));
      }
      if (skipFinalSnapshot === true || !isAbsent(finalSnapshotIdentifier)) return found;
      const judge = isUnknown(skipFinalSnapshot) ? unsure : wrong;
      return [...found, judge(urn, "database-backups: snapshot without a name", database)];
    });
  },
});
