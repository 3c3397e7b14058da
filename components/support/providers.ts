import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Problems } from "./checks";

/** Packages whose resources components make. */
type Package = "aws" | "kubernetes";

const PACKAGES: { [pkg in Package]: { name: string; has: (provider: unknown) => boolean } } = {
  aws: { name: "AWS", has: (provider) => aws.Provider.isInstance(provider) },
  kubernetes: { name: "Kubernetes", has: (provider) => k8s.Provider.isInstance(provider) },
};

/**
 * Notes the providers that a component needs and is not given. Where it is given others, the default one of a package would
 * act on whatever the environment of the program names, such as the cluster of the current kubeconfig; where the stack's
 * config disables it, the engine refuses a resource in the middle of an update.
 *
 * @param packages the packages of which the component makes resources
 */
export function checkProviders(
  opts: pulumi.ComponentResourceOptions | undefined,
  packages: Package[],
  problems: Problems,
): void {
  const { provider, providers = [], parent } = opts ?? {};
  // JavaScript and a missing variable give a list with holes, of which the SDK makes a crash.
  const list: (pulumi.ProviderResource | undefined)[] = Array.isArray(providers) ? providers : Object.values(providers);
  for (const [i, one] of list.entries()) {
    if (one === undefined) problems.add(`providers[${i}]`, "is undefined; give a provider");
  }
  const isGiven = (pkg: Package): boolean => [provider, ...list].some(PACKAGES[pkg].has);
  const areSome = isGiven("aws") || isGiven("kubernetes");
  for (const pkg of packages) {
    if (isGiven(pkg) || parent?.getProvider(`${pkg}:index:any`) !== undefined) continue;
    const { name } = PACKAGES[pkg];
    if (areSome) {
      problems.add(
        "providers",
        `has no provider of ${name}, so its default one would act; give it too: ${example(packages)}`,
      );
    } else if (isDisabled(pkg)) {
      const why = `${name} has no default provider here (pulumi:disable-default-providers)`;
      problems.add("providers", `is missing: ${why}; give an explicit one: ${example(packages)}`);
    }
  }
}

function example(packages: Package[]): string {
  return `{ providers: [${packages.map((pkg) => `${pkg}Provider`).join(", ")}] }`;
}

/** Source: https://www.pulumi.com/docs/iac/concepts/resources/providers/#disabling-default-providers */
function isDisabled(pkg: Package): boolean {
  const disabled = new pulumi.Config("pulumi").getObject<unknown>("disable-default-providers");
  return Array.isArray(disabled) && (disabled.includes(pkg) || disabled.includes("*"));
}
