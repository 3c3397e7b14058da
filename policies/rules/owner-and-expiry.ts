import type { GraphResource, Json } from "../../model/graph/graph";
import { find, isObject, isUnknown, listOf, unique } from "../../model/graph/values";
import type { Reading } from "../../model/reading/reading";
import type { Finding, Tagged } from "../findings";
import { resourceName } from "../references";
import { names, type Rule, rule, unsure, wrong } from "../rule";

interface Config {
  tags: string[];
  dateTag: string;
}

/** Whatever costs money says whose it is and until when. */
export const ownerAndExpiry: Rule = rule<Config>({
  name: "owner-and-expiry",
  description: "Resources that cost money carry an owner tag, and an expiry tag with a day to come.",
  severity: "low",
  enforcementLevel: "advisory",
  remediationSteps:
    "Set defaultTags on the provider; instances, volumes and interfaces get theirs from the launch template's tagSpecifications.",
  url: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  configSchema: {
    properties: {
      tags: { ...names("Tags that must be there"), default: ["owner", "expiry"] },
      dateTag: {
        type: "string",
        default: "expiry",
        description: "The tag that is a day, YYYY-MM-DD, not yet past; empty for none",
      },
    },
  },
  check(reading, config, day) {
    // What was only read costs somebody else.
    const costly = reading.ordered.filter(({ type, external }) => COSTLY.includes(type) && external !== true);
    return [
      ...costly.flatMap((resource) =>
        ofTags(resource.urn, { resource: resourceName(resource) }, tagsOf(reading, resource), config, day),
      ),
      ...templates(reading).flatMap((template) => ofTemplate(template, config, day)),
    ];
  },
});

/** Types that cost money or hold data; each has a property `tags`. */
const COSTLY = [
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/eip:Eip",
  "aws:ec2/vpc:Vpc",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/instance:Instance",
  "aws:eks/cluster:Cluster",
  "aws:eks/nodeGroup:NodeGroup",
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:lb/loadBalancer:LoadBalancer",
];

type Tags = { [key: string]: Json } | undefined;

/** Tags of a resource with those of its provider; undefined where they are not known. */
function tagsOf({ resources }: Reading, { inputs, provider }: GraphResource): Tags {
  const resource = resources.get(provider?.slice(0, provider.lastIndexOf("::")) ?? "");
  // A provider's own inputs are JSON in texts.
  const given = resource?.inputs.defaultTags;
  if ([given, inputs.tags, inputs.tagsAll].some(isUnknown)) return undefined;
  const ofProvider = typeof given === "string" ? parsed(given) : given;
  return together([find(ofProvider, "tags"), inputs.tagsAll, inputs.tags]);
}

function together(all: (Json | undefined)[]): Tags {
  return Object.assign({}, ...all.filter(isObject)) as Tags;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function templates({ nodes }: Reading): GraphResource[] {
  const all = unique(nodes.flatMap((set) => set.templates));
  return all.filter(({ type, external }) => type === "aws:ec2/launchTemplate:LaunchTemplate" && external !== true);
}

/** What EC2 makes from a launch template; a provider's default tags do not reach these. */
const FROM_TEMPLATE = ["instance", "volume", "network-interface"];

function ofTemplate(template: GraphResource, config: Config, day: string): Finding[] {
  const entries = listOf(template.inputs.tagSpecifications);
  return FROM_TEMPLATE.flatMap((made) => {
    const tags = entries.filter((entry) => find(entry, "resourceType") === made).map((entry) => find(entry, "tags"));
    const isOpen = entries.some((entry) => isUnknown(entry)) || tags.some(isUnknown);
    const tagged = { resource: resourceName(template), made };
    return ofTags(template.urn, tagged, isOpen ? undefined : together(tags), config, day);
  });
}

function ofTags(urn: string, tagged: Tagged, tags: Tags, { tags: wanted, dateTag }: Config, day: string): Finding[] {
  if (tags === undefined) return [unsure(urn, "owner-and-expiry: not known", { tagged })];
  const valueOf = (key: string): Json | undefined => (Object.hasOwn(tags, key) ? tags[key] : undefined);
  const isSet = (key: string): boolean => valueOf(key) !== undefined && valueOf(key) !== "";
  const missing = wanted.filter((key) => !isSet(key));
  const last = valueOf(dateTag);
  const found = missing.length > 0 ? [wrong(urn, "owner-and-expiry: tags missing", { tagged, tags: missing })] : [];
  if (!isSet(dateTag) || isUnknown(last)) return found;
  if (typeof last !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(last))
    return [...found, wrong(urn, "owner-and-expiry: no day", { tagged, tag: dateTag })];
  return last < day ? [...found, wrong(urn, "owner-and-expiry: past", { tagged, day: last })] : found;
}
