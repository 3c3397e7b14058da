import { priceKey, type Thing } from "../../model/aws/prices";
import type { CostNote, Variant } from "../../model/cost/cost";

/** What is paid for: the price table has English names. */
export const paidFor = priceKey;

/** What to know about a line of a bill. */
export function costNoteText(note: CostNote): string {
  const text = NOTES[note.kind] as (note: CostNote) => string;
  return text(note);
}

const NOTES: { [K in CostNote["kind"]]: (note: Extract<CostNote, { kind: K }>) => string } = {
  "no-price": ({ of, region }) => `no price known for ${paidFor(of)} in ${region}; total is a lower bound`,
  "unknown-count": ({ of }) => `number of ${paidFor(of)} is not known; total is a lower bound`,
  "by-use": ({ price, unit }) => `${price === undefined ? "" : `$${price} per ${unit}; `}by volume, not counted`,
  unverified: () => "price not verified against a list of AWS",
  "capacity-units-apart": () => "and its capacity units",
  "spot-costs-less": () => "on-demand price; spot costs less",
  "version-unknown": () => "if its Kubernetes version is in standard support",
  "support-ended": ({ version }) => `standard support of Kubernetes ${version} has ended`,
  "support-end-unknown": ({ version }) => `no end of standard support known for Kubernetes ${version}`,
  "support-ends": ({ ends, isUpgradedThen }) =>
    `until ${ends}; then ${isUpgradedThen ? "EKS upgrades it" : "extended support"}`,
};

/** What makes a total a lower bound, each kind of note once; names of things have commas in them. */
function missingText(missing: CostNote[]): string {
  const noPrice = missing.filter((note) => note.kind === "no-price");
  const noCount = missing.filter((note) => note.kind === "unknown-count");
  const things = (notes: { of: Thing }[]): string => notes.map(({ of }) => paidFor(of)).join("; ");
  return [
    ...(noPrice.length > 0 ? [`no price is known in ${noPrice[0].region} for ${things(noPrice)}`] : []),
    ...(noCount.length > 0 ? [`no number is known of ${things(noCount)}`] : []),
  ].join("; ");
}

/** Short name of a composition to compare with. */
export function variantName({ id }: Pick<Variant, "id">): string {
  return id.replaceAll("-", " ");
}

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

/** The same in a table: amount of what is paid for by size. */
export function gigabytes(count: number): string {
  return `${count} GB`;
}

/** Headings of the bill. */
export const bill = {
  what: "what",
  count: "count",
  each: "each",
  perHour: "per hour",
  perDay: "per day",
  total: "in all",
  atLeast: "at least",
  byUse: "by use",
  anHour: (price: string): string => `${price} an hour`,
  aGigabyteMonth: (price: string): string => `${price} a GB and month`,
  perHourShort: (price: string): string => `${price}/h`,
  listPrices: (region: string | undefined, date: string): string =>
    `List prices of ${region ?? "a region that is not known"} in US dollars, of ${date}, before tax and free tiers; traffic and logs come on top.`,
  notCounted: (missing: CostNote[]): string => `Not counted: ${missingText(missing)}.`,
  without: (total: string, missing: CostNote[]): string => `${total}. ${bill.notCounted(missing)}`,
  notKnown: (missing: CostNote[]): string => `Not known: ${missingText(missing)}.`,
  totals: (hour: string, day: string, total: string, students: number, hours: number): string =>
    `${hour} an hour, ${day} a day; ${total} for ${students} students and ${hours} hours`,
  lowerBound: (text: string): string => `at least ${text}`,
  nothing: "No resource of this plan has an hourly price here.",
  variant: "variant",
  theClass: "the class",
  asBar: "as a bar",
  thisPlan: "this plan",
  forClass: "For a class, and beside others",
  classOf: (students: string, hours: string): string =>
    `A class of ${students} students, each with a lab of their own, for ${hours} hours.`,
  students: "Students",
  hours: "Hours",
};
