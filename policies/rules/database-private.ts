import { isUnknown } from "../../model/graph/values";
import type { Finding } from "../findings";
import { missingOf, resourceName } from "../references";
import { type Rule, rule, unsure, wrong } from "../rule";

const TYPES = ["aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"];

/** Databases have no public address. */
export const databasePrivate: Rule = rule({
  name: "database-private",
  description: "RDS databases are not publicly accessible.",
  severity: "critical",
  enforcementLevel: "mandatory",
  remediationSteps: "Set publiclyAccessible: false.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  check(reading) {
    return TYPES.flatMap((type) => reading.ofType(type)).flatMap((resource): Finding[] => {
      const { urn, external } = resource;
      const { publiclyAccessible } = resource.inputs;
      const database = { database: resourceName(resource) };
      if (publiclyAccessible === true) return [wrong(urn, "database-private: public", database)];
      const isOpen = external === true || isUnknown(publiclyAccessible);
      const missing = external ? missingOf(reading.completeness.of(urn)) : [];
      return isOpen ? [unsure(urn, "database-private: public", database, missing)] : [];
    });
  },
});
