import { databasesOf, state } from "../facts";
import { rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

interface Config {
  minimumDays: number;
}

/** Somebody has decided what becomes of the data. */
export const databaseBackups = rule<Config>({
  name: "database-backups",
  description: "A database says for how many days backups are kept, and whether a last snapshot is.",
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
  check(graph, { minimumDays }) {
    return databasesOf(graph).flatMap((database): Violation[] => {
      const { urn, inputs } = database;
      const { backupRetentionPeriod: days, skipFinalSnapshot, finalSnapshotIdentifier, replicateSourceDb } = inputs;
      const found: Violation[] = [];
      if (state(days) === "unknown")
        found.push(unsure(urn, `for how many days backups of ${named(database)} are kept`));
      else if (typeof days === "number" && days < minimumDays) {
        found.push(
          wrong(
            urn,
            `${named(database)} keeps backups for ${days} days, fewer than ${minimumDays}; raise backupRetentionPeriod`,
          ),
        );
      } else if (typeof days !== "number" && state(replicateSourceDb) === "absent") {
        found.push(
          wrong(
            urn,
            `${named(database)} does not say for how many days backups are kept; set backupRetentionPeriod, 0 for none`,
          ),
        );
      }
      if (skipFinalSnapshot === true || state(finalSnapshotIdentifier) !== "absent") return found;
      if (state(skipFinalSnapshot) === "unknown")
        return [...found, unsure(urn, `whether ${named(database)} leaves a last snapshot`)];
      return [
        ...found,
        wrong(
          urn,
          `${named(database)} wants a last snapshot and names none, so destroy fails; set finalSnapshotIdentifier, or skipFinalSnapshot to true`,
        ),
      ];
    });
  },
});
