/** Sound files from which the fuzz starts. */

export const ROSTER = `fleet: spring
backend: s3://instructor-state/spring
secretsProvider: awskms://alias/lab?region=us-west-2
role: arn:aws:iam::{account}:role/LabDeployer
region: us-west-2
expiry: 2099-03-31
owner: platform-team
config:
  nodeCount: 1
  adminPrincipals: ["arn:aws:iam::{account}:role/Admin"]
rings: [canary, main]
students:
  - id: ada
    account: "111111111111"
    principal: arn:aws:iam::111111111111:role/Ada
    ring: canary
  - id: bob
    account: "222222222222"
    config: { nodeInstanceType: m7g.large, logTypes: [audit, api] }
`;

export const CSV = `# fleet: spring
# backend: s3://b/x
# secretsProvider: awskms://alias/lab?region=us-west-2
# role: arn:aws:iam::{account}:role/LabDeployer
# region: us-west-2
# expiry: 2099-03-31
# owner: team
id,account,ring,config.nodeCount,config.logTypes
ada,111111111111,canary,2,"[audit, api]"
bob,222222222222,,,
`;

export const STACK = `environment:
  - shared
secretsprovider: awskms://alias/lab?region=us-west-2
config:
  aws:region: us-west-2
  aws:allowedAccountIds: ["111111111111"]
  aws:assumeRoles:
    - roleArn: arn:aws:iam::111111111111:role/x
      sessionName: lab
      duration: 1h
      tags: { team: platform }
  eks-pod-security-groups:student: student-01
  eks-pod-security-groups:expiry: "2099-03-31"
  logTypes: [audit, api]
  owner:
    secure: AAABAIxyz
`;
