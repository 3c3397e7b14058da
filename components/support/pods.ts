import type * as k8s from "@pulumi/kubernetes";

/** A container's restrictions: no root, no privileges, no writing outside its volumes. */
export const restrictedContainer: k8s.types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** A pod's restrictions: a user other than root, who owns the volumes. */
export function restrictedPod(user: number): k8s.types.input.core.v1.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/**
 * Seconds that a pod gets to end. Never 0: the network of a pod that ends without grace is not torn down, and its branch
 * interface stays. Source: https://docs.aws.amazon.com/eks/latest/best-practices/sgpp.html
 */
export const TERMINATION_GRACE_SECONDS = 30;
