/**
 * The databases of a graph and the proxies that lead to them, as endpoints of network paths.
 */
import { at, type GraphResource, type Json } from "../graph/graph";
import { find, isUnknown, listOf, unique } from "../graph/values";
import { distinct } from "./distinct";
import { endpoint, type Endpoint, type Interface } from "./endpoints";
import { type GroupReference, UNRESOLVED } from "./security-groups";
import type { NetworkFacts } from "./network-facts";
import { type Has, IPV4_ONLY } from "./vpcs";

/** How a type of database says where it is. */
interface DatabaseType {
  /** The input with its security groups. */
  groups: string;
  /** The input with its subnet group. */
  subnetGroup?: string;
  /** The port where none is given; of RDS it depends on the engine. */
  port?: number;
  /** What says whether it has a public address: itself, its instances, or the kind, which never has one. */
  public: "itself" | "instances" | "never";
  /** What an input `publiclyAccessible` that is left out means; undefined where versions of the provider differ. */
  publicDefault?: boolean;
}

const RDS: Pick<DatabaseType, "groups" | "subnetGroup"> = {
  groups: "vpcSecurityGroupIds",
  subnetGroup: "dbSubnetGroupName",
};
const REDIS: DatabaseType = {
  ...{ groups: "securityGroupIds", subnetGroup: "subnetGroupName", port: 6379, public: "never" },
};

/**
 * The types of databases. Sources of the ports: the API references of each service, such as
 * https://docs.aws.amazon.com/documentdb/latest/developerguide/API_CreateDBCluster.html; of public addresses
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html,
 * https://docs.aws.amazon.com/documentdb/latest/developerguide/connect-from-outside-a-vpc.html,
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/accessing-elasticache.html
 */
const DATABASES: Map<string, DatabaseType> = new Map([
  ["aws:rds/instance:Instance", { ...RDS, public: "itself", publicDefault: false }],
  ["aws:rds/cluster:Cluster", { ...RDS, public: "instances", publicDefault: false }],
  ["aws:docdb/cluster:Cluster", { ...RDS, port: 27017, public: "never" }],
  [
    "aws:neptune/cluster:Cluster",
    {
      ...{ groups: "vpcSecurityGroupIds", subnetGroup: "neptuneSubnetGroupName", port: 8182 },
      ...{ public: "instances", publicDefault: false },
    },
  ],
  [
    "aws:redshift/cluster:Cluster",
    { groups: "vpcSecurityGroupIds", subnetGroup: "clusterSubnetGroupName", port: 5439, public: "itself" },
  ],
  ["aws:elasticache/cluster:Cluster", REDIS],
  ["aws:elasticache/replicationGroup:ReplicationGroup", REDIS],
  ["aws:elasticache/serverlessCache:ServerlessCache", { groups: "securityGroupIds", port: 6379, public: "never" }],
  ["aws:memorydb/cluster:Cluster", REDIS],
]);

/**
 * Ports of the RDS engines by the start of their names.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
const ENGINE_PORTS: [string, number][] = [
  ["aurora-postgresql", 5432],
  ["aurora", 3306],
  ["mysql", 3306],
  ["mariadb", 3306],
  ["postgres", 5432],
  ["oracle", 1521],
  ["custom-oracle", 1521],
  ["sqlserver", 1433],
  ["custom-sqlserver", 1433],
  ["db2", 50000],
  ["memcached", 11211],
];

const DEFAULT_PORT = 3306;

/** Port of a proxy by its engine family. Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html */
const PROXY_PORTS = new Map([
  ["MYSQL", 3306],
  ["POSTGRESQL", 5432],
  ["SQLSERVER", 1433],
]);

const PROXY = "aws:rds/proxy:Proxy";
const PROXY_TARGET = "aws:rds/proxyTarget:ProxyTarget";

/** A database, or a proxy that leads to one. */
export interface Database {
  resource: GraphResource;
  endpoint: Endpoint;
  /** The groups that it is given; none where it takes the default group of its VPC. */
  groups: GroupReference[];
}

/** The databases and the proxies of a graph. */
export interface Databases {
  databases: Database[];
  proxies: Database[];
}

/** Reads the databases of a graph, and which proxies lead to each. */
export function databasesOf(facts: NetworkFacts): Databases {
  const found = facts.ordered.filter(
    // A node of a replication group has what the group has.
    ({ type, inputs }) => DATABASES.has(type) && inputs.replicationGroupId === undefined,
  );
  const databases = named("database", found, facts, (resource) => {
    const { groups, subnetGroup } = DATABASES.get(resource.type)!;
    const { port, isKnown } = portOf(resource);
    const carried = carriedBy(facts, resource, groups);
    const interfaces = [interfaceOf(facts, resource, carried, subnetsOf(facts, resource, subnetGroup))];
    const publicAddress = publicAddressOf(facts, resource);
    return {
      groups: carried,
      given: { interfaces, ports: [{ protocol: "tcp", port }], portKnown: isKnown, publicAddress },
    };
  });
  const proxies = named(
    "proxy",
    facts.ordered.filter(({ type }) => type === PROXY),
    facts,
    (resource) => {
      const carried = carriedBy(facts, resource, "vpcSecurityGroupIds");
      const subnets = facts.vpcs.subnetsOf(resource, "vpcSubnetIds", resource.inputs.vpcSubnetIds);
      const family = resource.inputs.engineFamily;
      const port = typeof family === "string" ? PROXY_PORTS.get(family) : undefined;
      const ports = [{ protocol: "tcp", port: port ?? DEFAULT_PORT }];
      const interfaces = [interfaceOf(facts, resource, carried, subnets)];
      // A proxy has no public address. Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html
      return { groups: carried, given: { interfaces, ports, portKnown: port !== undefined, publicAddress: false } };
    },
  );
  for (const target of facts.ordered.filter(({ type }) => type === PROXY_TARGET)) lead(target, databases, proxies);
  return { databases, proxies };
}

function named(
  kind: "database" | "proxy",
  found: GraphResource[],
  { resources }: NetworkFacts,
  read: (resource: GraphResource) => { groups: GroupReference[]; given: Parameters<typeof endpoint>[1] },
): Database[] {
  const ids = distinct(
    found.map((resource) => {
      const parent = resource.parent === undefined ? undefined : resources.get(resource.parent);
      const isComponent = parent !== undefined && !parent.custom && parent.type !== "pulumi:pulumi:Stack";
      return { id: `${kind}:${isComponent ? parent.name : resource.name}`, detail: resource.name };
    }),
  );
  return found.map((resource, index) => {
    const { groups, given } = read(resource);
    return { resource, groups, endpoint: endpoint(ids[index], { ...given, urn: resource.urn }) };
  });
}

function carriedBy({ groups }: NetworkFacts, resource: GraphResource, property: string): GroupReference[] {
  return groups.resolve(resource, property, resource.inputs[property]);
}

/** The interface of a database; without groups of its own it gets the default group of its VPC. */
function interfaceOf(
  facts: NetworkFacts,
  resource: GraphResource,
  carried: GroupReference[],
  subnets: { keys: string[]; isAll: boolean } | undefined,
): Interface {
  const { vpcs, completeness } = facts;
  const [vpc, ...more] = unique([
    ...(subnets === undefined ? [] : vpcs.vpcsOfSubnets(subnets.keys)),
    ...carried.map(({ key }) => facts.vpcOfGroup(key)),
  ]).filter((key) => key !== undefined);
  const known = more.length === 0 ? vpc : undefined;
  const open = { key: UNRESOLVED, certain: false };
  const groups = carried.length > 0 ? carried : [facts.defaultGroup(known) ?? open];
  return {
    groups: completeness.of(resource.urn) === undefined ? groups : [...groups, open],
    addresses: { ...vpcs.inSubnets(subnets?.keys ?? [], subnets?.isAll ?? false, known), has: familiesOf(resource) },
  };
}

/** A database has IPv4 addresses alone unless it is told otherwise. */
function familiesOf({ inputs, external }: GraphResource): Has {
  const { networkType } = inputs;
  if (external || isUnknown(networkType)) return { 4: "yes", 6: "maybe" };
  const type = typeof networkType === "string" ? networkType.toLowerCase() : "ipv4";
  return type === "ipv6" ? { 4: "no", 6: "yes" } : type.startsWith("dual") ? { 4: "yes", 6: "yes" } : IPV4_ONLY;
}

/** The subnets of the subnet group of a database. */
function subnetsOf(
  { vpcs, resources, ordered, completeness }: NetworkFacts,
  database: GraphResource,
  property: string | undefined,
): { keys: string[]; isAll: boolean } | undefined {
  if (property === undefined) return vpcs.subnetsOf(database, "subnetIds", database.inputs.subnetIds);
  const name = database.inputs[property];
  if (name === undefined || name === null) return undefined;
  const isGroup = ({ type }: GraphResource): boolean => type.endsWith("/subnetGroup:SubnetGroup");
  const sources = (database.propertyDependencies[property] ?? []).map((urn) => resources.get(urn));
  const bySource = sources.filter((source) => source !== undefined && isGroup(source));
  const byName = (): GraphResource[] =>
    isUnknown(name) ? [] : ordered.filter((one) => isGroup(one) && (one.inputs.name === name || one.id === name));
  const [group, ...more] = bySource.length > 0 ? bySource : byName();
  if (group === undefined || more.length > 0) return { keys: [], isAll: false };
  const found = vpcs.subnetsOf(group, "subnetIds", group.inputs.subnetIds);
  return completeness.of(group.urn) === undefined ? found : { ...found, isAll: false };
}

function portOf({ type, inputs, outputs }: GraphResource): { port: number; isKnown: boolean } {
  const port = inputs.port ?? at(outputs, "port");
  if (typeof port === "number") return { port, isKnown: true };
  const isGiven = port !== undefined && port !== null;
  const engine = typeof inputs.engine === "string" ? inputs.engine : "";
  const usual = ENGINE_PORTS.find(([start]) => engine.startsWith(start))?.[1] ?? DATABASES.get(type)?.port;
  return { port: usual ?? DEFAULT_PORT, isKnown: !isGiven && usual !== undefined };
}

/** Whether a database has a public address; undefined where it is not told. */
function publicAddressOf({ ordered, completeness }: NetworkFacts, database: GraphResource): boolean | undefined {
  const { public: by, publicDefault } = DATABASES.get(database.type)!;
  if (by === "never") return false;
  const said = ({ inputs, outputs, urn }: GraphResource): boolean | undefined => {
    const own = inputs.publiclyAccessible ?? at(outputs, "publiclyAccessible") ?? undefined;
    if (typeof own === "boolean") return own;
    return own === undefined && completeness.of(urn) === undefined ? publicDefault : undefined;
  };
  if (by === "itself") return said(database);
  if (typeof database.inputs.publiclyAccessible === "boolean") return database.inputs.publiclyAccessible;
  const type = database.type.replace("cluster:Cluster", "clusterInstance:ClusterInstance");
  const isOf = (one: GraphResource): boolean =>
    (one.propertyDependencies.clusterIdentifier ?? []).includes(database.urn) ||
    [database.id, database.inputs.clusterIdentifier].includes(one.inputs.clusterIdentifier);
  const instances = ordered.filter((one) => one.type === type && isOf(one)).map(said);
  if (instances.includes(true)) return true;
  const isWhole = instances.length > 0 && completeness.of(database.urn) === undefined;
  return isWhole && instances.every((one) => one === false) ? false : undefined;
}

/** Notes that a proxy leads to a database; where it is not told to which, it may be any. */
function lead(target: GraphResource, databases: Database[], proxies: Database[]): void {
  const properties = ["dbInstanceIdentifier", "dbClusterIdentifier"];
  const isGiven = (property: string): boolean => listOf(target.inputs[property]).length > 0;
  const [ofProxy, ofDatabase] = [
    meant(target, ["dbProxyName"], proxies, "name"),
    meant(target, properties.filter(isGiven), databases, "identifier"),
  ];
  for (const database of ofDatabase) {
    for (const proxy of ofProxy) {
      const certain = ofProxy.length === 1 && ofDatabase.length === 1 && target.external !== true;
      database.endpoint.proxies.push({ endpoint: proxy.endpoint, certain });
    }
  }
}

function meant(target: GraphResource, properties: string[], among: Database[], nameKey: string): Database[] {
  const sources = properties.flatMap((property) => target.propertyDependencies[property] ?? []);
  const values: (Json | undefined)[] = properties.map((property) => target.inputs[property]);
  const bySource = among.filter(({ resource }) => sources.includes(resource.urn));
  if (bySource.length > 0) return bySource;
  const byName = among.filter(
    ({ resource }) => values.includes(find(resource.inputs, nameKey) ?? null) || values.includes(resource.id),
  );
  return byName.length > 0 ? byName : values.some(isUnknown) || properties.length === 0 ? among : [];
}
