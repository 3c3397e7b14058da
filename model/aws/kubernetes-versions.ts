/**
 * End of standard support of the Kubernetes versions on Amazon EKS, as `YYYY-MM-DD` (UTC). From that day a cluster costs
 * 0.60 instead of 0.10 USD per hour.
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html and
 * https://endoflife.date/amazon-eks (1.35), read on {@link KUBERNETES_VERSIONS_DATE}.
 */
export const KUBERNETES_STANDARD_SUPPORT_ENDS: { [version: string]: string } = {
  "1.29": "2025-03-23",
  "1.30": "2025-07-23",
  "1.31": "2025-11-26",
  "1.32": "2026-03-23",
  "1.33": "2026-07-29",
  "1.34": "2026-12-02",
  "1.35": "2027-03-27",
};

/** Day on which the table was read. */
export const KUBERNETES_VERSIONS_DATE = "2026-11-23";

/** Support of a Kubernetes version on a given day. */
export interface KubernetesSupport {
  /** `standard`, `ended` (extended support or none), `unlisted` (newer than the table) or `malformed`. */
  status: string;
  /** End of standard support, where the table has it. */
  ends?: string;
}

/** Support of a Kubernetes version (`1.35`) on a day (`YYYY-MM-DD`). */
export function kubernetesSupport(version: string, today: string): KubernetesSupport {
  if (!/^1\.\d{2}$/.test(version)) return { status: "malformed" };
  const ends = KUBERNETES_STANDARD_SUPPORT_ENDS[version];
  if (ends) return { status: today < ends ? "standard" : "ended", ends };
  const oldest = Math.min(...Object.keys(KUBERNETES_STANDARD_SUPPORT_ENDS).map(minor));
  return { status: minor(version) < oldest ? "ended" : "unlisted" };
}

/** Versions of the table that are in standard support on a day, oldest first. */
export function versionsInStandardSupport(today: string): string[] {
  return Object.keys(KUBERNETES_STANDARD_SUPPORT_ENDS).filter((v) => kubernetesSupport(v, today).status === "standard");
}

/** Why a version should not be used on a day, or undefined where it may; one newer than the table may. */
export function kubernetesProblem(version: string, today: string): string | undefined {
  const { status, ends } = kubernetesSupport(version, today);
  if (status === "malformed") return `"${version}" is no Kubernetes version; write it in quotes, as "1.35"`;
  if (status !== "ended") return undefined;
  const supported = versionsInStandardSupport(today).join(", ") || "a later one";
  const when = ends ? `on ${ends}` : "long ago";
  return `${version} left standard support ${when} and costs six times as much; use ${supported} (table of ${KUBERNETES_VERSIONS_DATE})`;
}

/** Why a text is no version of an EKS add-on in full, as AWS wants it; undefined where it is one. */
export function addonVersionProblem(version: string, example: string): string | undefined {
  if (/^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version)) return undefined;
  return `"${version}" is no add-on version; write it as ${example}, or leave it empty for AWS's default`;
}

/**
 * Why a version of the kube-proxy add-on does not fit a Kubernetes version, or undefined where it does.
 * Source: https://kubernetes.io/releases/version-skew-policy/#kube-proxy
 */
export function kubeProxyProblem(kubeProxy: string, kubernetes: string): string | undefined {
  if (minor(kubeProxy) <= minor(kubernetes)) return undefined;
  return `${kubeProxy} is newer than Kubernetes ${kubernetes}; use v${kubernetes}… or an earlier one`;
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}
