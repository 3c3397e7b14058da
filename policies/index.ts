/**
 * The pack: the only place that makes a `PolicyPack`. Loading it starts a server, so tests import the rules instead.
 */
import { PolicyPack } from "@pulumi/policy";
import { POLICIES } from "./pack";

new PolicyPack("pod-security-groups", {
  description: "Security groups for pods on Amazon EKS",
  provider: "aws",
  policies: POLICIES,
});
