/**
 * End of standard support of the Kubernetes versions on Amazon EKS, as `YYYY-MM-DD` (UTC). From that day a cluster costs
 * 0.60 instead of 0.10 USD per hour, or is upgraded by EKS where its upgrade policy says so. A year later EKS upgrades all.
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html and
 * https://endoflife.date/amazon-eks (1.35, 1.36), read on {@link KUBERNETES_VERSIONS_DATE}.
 */
export const KUBERNETES_STANDARD_SUPPORT_ENDS: { [version: string]: string } = {
  "1.29": "2025-03-23",
  "1.30": "2025-07-23",
  "1.31": "2025-11-26",
  "1.32": "2026-03-23",
  "1.33": "2026-07-29",
  "1.34": "2026-12-02",
  "1.35": "2027-03-27",
  "1.36": "2027-08-02",
};

/** Day on which the table was read. */
export const KUBERNETES_VERSIONS_DATE = "2026-11-26";

/** Support of a Kubernetes version on a given day. */
export interface KubernetesSupport {
  /** `standard`, `ended` (extended support or none), `unlisted` (newer than the table) or `malformed`. */
  status: string;
  /** End of standard support, where the table has it. */
  ends?: string;
}

/** True for a text that is a Kubernetes version as EKS writes it, such as `1.36`. */
export function isKubernetesVersion(text: string): boolean {
  return /^1\.\d{2}$/.test(text);
}

/** Support of a Kubernetes version (`1.36`) on a day (`YYYY-MM-DD`). */
export function kubernetesSupport(version: string, today: string): KubernetesSupport {
  if (!isKubernetesVersion(version)) return { status: "malformed" };
  const ends = KUBERNETES_STANDARD_SUPPORT_ENDS[version];
  if (ends) return { status: today < ends ? "standard" : "ended", ends };
  const oldest = Math.min(...Object.keys(KUBERNETES_STANDARD_SUPPORT_ENDS).map(minor));
  return { status: minor(version) < oldest ? "ended" : "unlisted" };
}

/** Versions of the table that are in standard support on a day, oldest first. */
export function versionsInStandardSupport(today: string): string[] {
  return Object.keys(KUBERNETES_STANDARD_SUPPORT_ENDS).filter((v) => kubernetesSupport(v, today).status === "standard");
}

/** Why a text is no version of an EKS add-on in full, as AWS wants it; undefined where it is one. */
export function addonVersionProblem(version: string, example: string): string | undefined {
  if (/^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version)) return undefined;
  return `"${version}" is not a valid add-on version; write it as ${example}, or leave it empty for AWS's default`;
}

/**
 * Whether a version of the kube-proxy add-on fits a Kubernetes version: it is not newer.
 * Source: https://kubernetes.io/releases/version-skew-policy/#kube-proxy
 */
export function kubeProxyFits(kubeProxy: string, kubernetes: string): boolean {
  return minor(kubeProxy) <= minor(kubernetes);
}

/**
 * Whether nodes of EKS Auto Mode can give pods security groups of their own: since Kubernetes 1.36. Undefined where the
 * version is not told. Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-sgp.html
 */
export function autoModeBindsPods(version: string | undefined): boolean | undefined {
  return version !== undefined && /^1\.\d{2}$/.test(version) ? minor(version) >= 36 : undefined;
}

/** Why EKS Auto Mode of a Kubernetes version cannot give pods security groups of their own, or undefined where it can. */
export function autoModeProblem(version: string): string | undefined {
  switch (autoModeBindsPods(version)) {
    case true:
      return undefined;
    case false:
      return `${version} is below 1.36, from which on EKS Auto Mode takes SecurityGroupPolicy; upgrade the cluster first`;
    case undefined:
      return `"${version}" is not a valid Kubernetes version; write it as 1.36`;
  }
}

/** Minor versions from one to another, negative where it is back: EKS goes forward, and by one at a time. */
export function minorSteps(from: string, to: string): number {
  return minor(to) - minor(from);
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}
