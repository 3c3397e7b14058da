import { state } from "../facts";
import { rule, unsure, type Violation, wrong } from "../rule";
import { named } from "../say";

const TYPES = ["aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"];

/** Databases have no public address. */
export const databasePrivate = rule({
  name: "database-private",
  description: "RDS databases are not publicly accessible.",
  severity: "critical",
  enforcementLevel: "mandatory",
  remediationSteps: "Set publiclyAccessible: false.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  check(graph) {
    return graph.resources
      .filter(({ type }) => TYPES.includes(type))
      .flatMap((database): Violation[] => {
        const { publiclyAccessible } = database.inputs;
        if (publiclyAccessible === true)
          return [wrong(database.urn, `${named(database)} is publicly accessible; set publiclyAccessible to false`)];
        return state(publiclyAccessible) === "unknown"
          ? [unsure(database.urn, `whether ${named(database)} is publicly accessible`)]
          : [];
      });
  },
});
