import assert from "node:assert/strict";
import { ProbeExit } from "../../components/probe/script";
import type { ClusterEndpoint, kubernetesApi, ListQuery } from "../../cli/inspect/kubernetes";
import { exitOfJob } from "../../cli/pulumi/job-exit";
import { failedProofs } from "../../cli/pulumi/proofs";
import type { StackState } from "../../cli/pulumi/state";

const JOB = {
  urn: "urn:pulumi:dev::lab::pod-security-groups:index:ConnectivityProbe$kubernetes:batch/v1:Job::probe-unlabelled",
  type: "kubernetes:batch/v1:Job",
  outputs: { metadata: { name: "probe-unlabelled-1a2b", namespace: "catalog" } },
  initErrors: ["[BackoffLimitExceeded] Job has reached the specified backoff limit"],
};
const STATE: StackState = {
  resources: [
    {
      urn: "urn:pulumi:dev::lab::pulumi:providers:aws::aws",
      type: "pulumi:providers:aws",
      inputs: {
        region: "us-west-2",
        assumeRoles: JSON.stringify([{ roleArn: "arn:aws:iam::111122223333:role/Lab" }]),
      },
    },
    {
      urn: "urn:pulumi:dev::lab::aws:eks/cluster:Cluster::lab",
      type: "aws:eks/cluster:Cluster",
      outputs: { name: "sgp-lab-dev", endpoint: "https://lab.example", certificateAuthority: { data: "Q0E=" } },
    },
    JOB,
  ],
};
const pod = (creationTimestamp: string, exitCode?: number) => ({
  metadata: { name: `probe-${creationTimestamp}`, creationTimestamp },
  status: { containerStatuses: [{ state: exitCode === undefined ? { running: {} } : { terminated: { exitCode } } }] },
});

/** A cluster with these pods, and what it was asked for. */
function clusterOf(items: object[] | Error) {
  const asked: (ClusterEndpoint | ListQuery)[] = [];
  const apiOf: typeof kubernetesApi = (of) => {
    asked.push(of);
    return Promise.resolve({
      page(query) {
        asked.push(query);
        return items instanceof Error ? Promise.reject(items) : Promise.resolve({ items });
      },
    });
  };
  return { asked, exit: (state = STATE) => exitOfJob(state, "catalog", "probe-unlabelled-1a2b", apiOf) };
}

describe("the end of a proof", () => {
  it("is read from the newest pod that ended, in the stack's own cluster and as its role", async () => {
    const cluster = clusterOf([
      pod("2026-11-26T10:02:00Z", 10),
      pod("2026-11-26T10:01:00Z", 12),
      pod("2026-11-26T10:03:00Z"),
    ]);
    assert.equal(await cluster.exit(), 10);
    assert.deepEqual(cluster.asked, [
      {
        cluster: "sgp-lab-dev",
        region: "us-west-2",
        endpoint: "https://lab.example",
        certificateAuthority: "Q0E=",
        role: "arn:aws:iam::111122223333:role/Lab",
      },
      {
        apiVersion: "v1",
        kind: "Pod",
        namespace: "catalog",
        labelSelector: "batch.kubernetes.io/job-name=probe-unlabelled-1a2b",
      },
    ]);
  });

  it("is not known where no pod is left, the cluster does not answer, or the state has none", async () => {
    assert.equal(await clusterOf([]).exit(), undefined);
    assert.equal(await clusterOf(Object.assign(new Error("no"), { code: 403 })).exit(), undefined);
    const none = clusterOf([pod("2026-11-26T10:01:00Z", 10)]);
    assert.equal(await none.exit({ resources: [JOB] }), undefined);
    assert.deepEqual(none.asked, []);
  });

  const meaningOf = async (exit: number | undefined, initErrors = JOB.initErrors): Promise<string> => {
    const [proof, ...others] = await failedProofs({ resources: [{ ...JOB, initErrors }] }, (_, namespace, job) => {
      assert.deepEqual([namespace, job], ["catalog", "probe-unlabelled-1a2b"]);
      return Promise.resolve(exit);
    });
    assert.deepEqual([others, proof.name], [[], "probe-unlabelled"]);
    assert.equal(proof.log, "kubectl logs --namespace catalog job/probe-unlabelled-1a2b");
    return proof.meaning;
  };

  it("is told by what the cluster says, though the provider names no exit code", async () => {
    assert.match(await meaningOf(ProbeExit.connected), /^it connected and must not\. The database admits/);
    assert.match(await meaningOf(ProbeExit.unresolved), /^the database's name did not resolve/);
    assert.match(await meaningOf(ProbeExit.noInterface), /no branch interface was seen on the pod/);
  });

  it("is told by the exit code where the probe itself was ended", async () => {
    assert.equal(await meaningOf(137), "its container ended with exit code 137");
  });

  it("is told by the provider where the cluster does not answer", async () => {
    const said = `Container "probe" completed with exit code ${ProbeExit.timedOut}`;
    assert.match(await meaningOf(undefined, [said]), /^it timed out and must connect/);
    assert.equal(await meaningOf(undefined), `it came to no end of its own: ${JOB.initErrors[0]}`);
  });

  it("is none where the Job is not a proof, or came up", async () => {
    const other = { ...JOB, urn: JOB.urn.replace(":ConnectivityProbe$", ":Other$") };
    assert.deepEqual(await failedProofs({ resources: [other, { ...JOB, initErrors: [] }] }), []);
  });
});
