import type { CostNote, Variant } from "../../model/cost/cost";

/** What to know about a line of a bill. */
export function costNoteText(note: CostNote): string {
  const text = NOTES[note.kind] as (note: CostNote) => string;
  return text(note);
}

const NOTES: { [K in CostNote["kind"]]: (note: Extract<CostNote, { kind: K }>) => string } = {
  "no-price": ({ what, region }) => `no price known for ${what} in ${region}; total is a lower bound`,
  "unknown-count": ({ what }) => `number of ${what} is not known yet; total is a lower bound`,
  "by-use": ({ price, unit }) => `${price === undefined ? "" : `${price} per ${unit}; `}by volume, not counted`,
  unverified: () => "price not verified against a list of AWS",
  "capacity-units-apart": () => "and its capacity units",
  "spot-costs-less": () => "on-demand price; spot costs less",
  "version-unknown": () => "if its Kubernetes version is in standard support",
  "support-ended": ({ version }) => `standard support of Kubernetes ${version} has ended`,
  "support-end-unknown": ({ version }) => `no end of standard support known for Kubernetes ${version}`,
  "support-ends": ({ ends, isUpgradedThen }) =>
    `until ${ends}; then ${isUpgradedThen ? "EKS upgrades it" : "extended support"}`,
};

/** What a composition to compare with is made of. */
export function variantText({ id, nodeType }: Variant): string {
  return VARIANTS[id] ?? `one ${nodeType}, NAT gateway`;
}

const VARIANTS: { [id: string]: string } = {
  original: "the original by Terraform, three m5.large",
  "original-eksctl": "the original by eksctl, with 80 GB disks",
  "original-extended": "the original by Terraform, in extended support",
  "original-eksctl-extended": "the original by eksctl, in extended support",
};
