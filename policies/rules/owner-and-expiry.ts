import type { Graph, GraphResource, Json } from "../../model/graph/graph";
import { find, isObject, isUnknown, listOf, sorted } from "../../model/graph/values";
import { clustersOf } from "../clusters";
import { resourcesOf } from "../facts";
import { names, rule, unsure, type Violation, wrong } from "../rule";
import { list, named } from "../say";

interface Config {
  tags: string[];
  dateTag: string;
}

/** Whatever costs money says whose it is and until when. */
export const ownerAndExpiry = rule<Config>({
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
  check(graph, config) {
    const today = new Date().toISOString().slice(0, 10);
    return [
      ...sorted(graph.resources)
        .filter(({ type }) => COSTLY.includes(type))
        .flatMap((resource) => ofTags(resource, named(resource), tagsOf(graph, resource), config, today)),
      ...templates(graph).flatMap((template) => ofTemplate(template, config, today)),
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
function tagsOf(graph: Graph, { inputs, provider }: GraphResource): Tags {
  const resource = resourcesOf(graph).get(provider?.slice(0, provider.lastIndexOf("::")) ?? "");
  // A provider's own inputs are JSON in texts.
  const text = resource?.inputs.defaultTags;
  if ([text, inputs.tags, inputs.tagsAll].some(isUnknown)) return undefined;
  const ofProvider = typeof text === "string" ? parsed(text) : text;
  const all = [find(ofProvider, "tags"), inputs.tagsAll, inputs.tags].filter((tags) => isObject(tags));
  return Object.assign({}, ...all) as Tags;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function templates(graph: Graph): GraphResource[] {
  const all = clustersOf(graph).flatMap(({ nodes }) => nodes.flatMap((group) => group.templates));
  return [...new Set(all)].filter(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate");
}

/** What EC2 makes from a launch template; a provider's default tags do not reach these. */
const FROM_TEMPLATE = ["instance", "volume", "network-interface"];

function ofTemplate(template: GraphResource, config: Config, today: string): Violation[] {
  const { tagSpecifications } = template.inputs;
  return FROM_TEMPLATE.flatMap((kind) => {
    const name = `what ${named(template)} makes of kind ${kind}`;
    const entries = listOf(tagSpecifications);
    const tags = entries.filter((entry) => find(entry, "resourceType") === kind).map((entry) => find(entry, "tags"));
    const isOpen = entries.some((entry) => isUnknown(entry)) || tags.some(isUnknown);
    return ofTags(
      template,
      name,
      isOpen ? undefined : (Object.assign({}, ...tags.filter(isObject)) as Tags),
      config,
      today,
    );
  });
}

function ofTags(
  { urn }: GraphResource,
  name: string,
  tags: Tags,
  { tags: wanted, dateTag }: Config,
  today: string,
): Violation[] {
  if (tags === undefined) return [unsure(urn, `the tags of ${name}`)];
  const isSet = (key: string): boolean => tags[key] !== undefined && tags[key] !== "";
  const missing = wanted.filter((key) => !isSet(key));
  const day = tags[dateTag];
  const found =
    missing.length > 0
      ? [wrong(urn, `${name} lacks the tag ${list(missing)}; set it in the provider's defaultTags or in its own tags`)]
      : [];
  if (!isSet(dateTag) || isUnknown(day)) return found;
  if (typeof day !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(day))
    return [...found, wrong(urn, `the tag ${dateTag} of ${name} is no day; write it as YYYY-MM-DD`)];
  return day < today
    ? [...found, wrong(urn, `${name} should be gone since ${day}; delete it, or give it another day`)]
    : found;
}
