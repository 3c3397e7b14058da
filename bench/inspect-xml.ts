/**
 * Answers of EC2, IAM and RDS as the XML that these services write, from the shapes of the SDK.
 */

/** Names of EC2 that are not the SDK's with a small first letter. */
const EC2_NAMES: { [name: string]: string } = {
  ...{ SecurityGroups: "securityGroupInfo", Groups: "groupSet", Tags: "tagSet", Associations: "associationSet" },
  ...{ NetworkInterfaces: "networkInterfaceSet", SecurityGroupRules: "securityGroupRuleSet", Subnets: "subnetSet" },
  ...{ Vpcs: "vpcSet", RouteTables: "routeTableSet", Routes: "routeSet", PrivateIpAddresses: "privateIpAddressesSet" },
};

/** Elements of lists of IAM and RDS. */
const ITEMS: { [list: string]: string } = {
  ...{ DBInstances: "DBInstance", DBClusters: "DBCluster", VpcSecurityGroups: "VpcSecurityGroupMembership" },
  Subnets: "Subnet",
};

/** An answer as its service writes it; of EC2 one page of at most `MaxResults`. */
export function markupOf(action: string, answer: object, form: URLSearchParams): string {
  if (/^DescribeDB|^ListAttached/.test(action)) {
    const inner = members(
      answer,
      (name) => name,
      (list) => ITEMS[list] ?? "member",
    );
    return `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`;
  }
  const [[list, all]] = Object.entries(answer) as [string, object[]][];
  const [start, size] = [Number(form.get("NextToken") ?? 0), Number(form.get("MaxResults") ?? 1000)];
  const page = { [list]: all.slice(start, start + size) };
  const next = start + size < all.length ? `<nextToken>${start + size}</nextToken>` : "";
  const small = (name: string): string => EC2_NAMES[name] ?? name[0].toLowerCase() + name.slice(1);
  return `<${action}Response>${members(page, small, () => "item")}${next}</${action}Response>`;
}

function members(value: object, nameOf: (name: string) => string, itemOf: (list: string) => string): string {
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]: [string, unknown]) => {
      const tag = nameOf(name);
      if (!Array.isArray(inner)) return `<${tag}>${text(inner, nameOf, itemOf)}</${tag}>`;
      const item = itemOf(name);
      return `<${tag}>${inner.map((one) => `<${item}>${text(one, nameOf, itemOf)}</${item}>`).join("")}</${tag}>`;
    })
    .join("");
}

function text(value: unknown, nameOf: (name: string) => string, itemOf: (list: string) => string): string {
  if (typeof value === "object" && value !== null) return members(value, nameOf, itemOf);
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
