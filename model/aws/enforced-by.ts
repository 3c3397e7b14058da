/** How a SecurityGroupPolicy says what gives its pods their interfaces, where nothing else in a graph does. */

/** End of the annotation's key, behind the binding's label domain. */
export const ENFORCED_BY = "enforced-by";

/** Its value where that is EKS Auto Mode. */
export const AUTO_MODE = "eks-auto-mode";
