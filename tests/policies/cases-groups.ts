import { addresses, type Case } from "./case";
import { copy, from, hide, LAB, remove, set } from "./support";

const [, ingress] = LAB.databaseIngress;

/** Cases of the rules about groups. */
export const GROUPS_CASES: { [rule: string]: Case } = {
  "database-admits-bound-pods": {
    wrong: [
      [
        /admits the cluster security group of "lab-eks" to Instance "catalog-db" on tcp 3306, and every node/,
        from(...LAB.databaseIngress, "referencedSecurityGroupId", LAB.cluster),
      ],
      [/admits 10\.0\.0\.0\/8 .*, and addresses are not pods/, ...addresses(ingress, "10.0.0.0/8")],
      [/listens on tcp 3306 alone/, set(...LAB.databaseIngress, "toPort", 3400)],
      [
        /no SecurityGroupPolicy of this stack hands out security group "catalog-db-database"/,
        from(...LAB.databaseIngress, "referencedSecurityGroupId", LAB.databaseGroup),
      ],
      [/names no security group/, set(...LAB.database, "vpcSecurityGroupIds", [])],
      [/carries the cluster security group/, from(...LAB.database, "vpcSecurityGroupIds", LAB.cluster)],
      [/admits addresses not known/, ...addresses(ingress, "04da6b54-80e4-46f7-96ec-b56ff0331ba9")],
    ],
    unknown: [
      /whether .* a SecurityGroupPolicy hands that group out/,
      from(...LAB.databaseIngress, "referencedSecurityGroupId"),
    ],
  },
  "no-open-ingress": {
    wrong: [
      [
        /opens security group "catalog-pods" on tcp 8080 to 0\.0\.0\.0\/0, which is everybody/,
        ...addresses(LAB.probeIngress[1], "0.0.0.0/0"),
      ],
      [
        /an inline ingress rule of "catalog-pods" opens .* on all traffic to ::\/0/,
        set(...LAB.podGroup, "ingress", [{ protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] }]),
      ],
    ],
    unknown: [/its addresses are not known/, ...addresses(LAB.probeIngress[1], "04da6b54-80e4-46f7-96ec-b56ff0331ba9")],
    allowed: { allow: ["catalog-pods"] },
  },
  "one-rule-style": {
    wrong: [
      [/"catalog-pods" has rules of their own and inline rules/, set(...LAB.podGroup, "egress", [])],
      [
        /has rules of the older kind and rules of their own|has rules of their own and rules of the older kind/,
        copy(...LAB.databaseIngress, "older", (made) => {
          made.type = "aws:ec2/securityGroupRule:SecurityGroupRule";
          made.inputs = {
            type: "ingress",
            protocol: "tcp",
            fromPort: 1,
            toPort: 1,
            securityGroupId: made.inputs.securityGroupId,
            self: true,
          };
        }),
      ],
    ],
    unknown: [
      /two styles/,
      copy(...LAB.databaseIngress, "older", (made) => {
        made.type = "aws:ec2/securityGroupRule:SecurityGroupRule";
        made.inputs = {
          type: "ingress",
          protocol: "tcp",
          fromPort: 1,
          toPort: 1,
          securityGroupId: made.inputs.securityGroupId,
          self: true,
        };
        made.propertyDependencies.securityGroupId.push(...made.propertyDependencies.referencedSecurityGroupId);
      }),
    ],
  },
  "no-duplicate-rules": {
    wrong: [
      [
        /"again" and rule "catalog-to-catalog-db-tcp-3306-ingress" both open|both open/,
        copy(...LAB.databaseIngress, "again"),
      ],
    ],
  },
  "rules-within-quota": {
    wrong: [
      [
        /has 61 inbound and 0 outbound rules, the quota is 60/,
        ...Array.from({ length: 60 }, (_, i) => copy(...LAB.databaseIngress, `more-${i}`)),
      ],
    ],
    unknown: [/keeps to the quota/, from(...LAB.databaseIngress, "securityGroupId", LAB.databaseGroup, LAB.podGroup)],
    allowed: { quota: 61 },
    refused: { quota: 2 },
  },
  "both-halves": {
    wrong: [
      [/no egress rule of security group "catalog-pods"/, remove(...LAB.databaseEgress)],
      [/no ingress rule of security group "catalog-db-database"/, remove(...LAB.databaseIngress)],
    ],
  },
  "pod-dns": {
    wrong: [
      [
        /no DNS over UDP \(udp 53\): no egress rule towards the cluster security group of "lab-eks"/,
        remove(...LAB.dnsUdpEgress),
      ],
      [/no DNS over TCP \(tcp 53\): no ingress rule of the cluster security group/, remove(...LAB.dnsTcpIngress)],
    ],
    unknown: [
      /the ports of rule "catalog-to-dns-udp-53-ingress" are not known/,
      hide(...LAB.dnsUdpIngress, "fromPort"),
    ],
    allowed: { allowWithout: ["catalog-policy"] },
  },
  "pod-egress": {
    wrong: [
      [
        /lets every port of security group "catalog-pods" out to 0\.0\.0\.0\/0/,
        set(...LAB.podGroup, "egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]),
      ],
    ],
    unknown: [
      /whether an inline egress rule/,
      hide(...LAB.podGroup, "egress"),
      from(...LAB.podGroup, "egress", LAB.cni),
    ],
    allowed: { allow: ["catalog-pods"] },
  },
  "pod-rules-narrow": {
    wrong: [
      [/from 10\.42\.0\.0\/16 .*name a security group/, ...addresses(LAB.probeIngress[1], "10.42.0.0/16")],
      [
        /for tcp 0-65535; name the port/,
        set(...LAB.databaseEgress, "fromPort", 0),
        set(...LAB.databaseEgress, "toPort", 65535),
      ],
    ],
    allowed: { allow: [LAB.probeIngress[1]] },
  },
};
