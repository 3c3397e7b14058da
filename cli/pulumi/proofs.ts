import { ProbeExit } from "../../components/probe/script";
import { wrap } from "../text";
import { exitOfJob } from "./job-exit";
import { resourceName, type StackState, unfinished } from "./state";

/** What each end of a probe means for the lab, by the exit code of its container. */
const MEANINGS: { [exit: number]: string } = {
  [ProbeExit.connected]:
    "it connected and must not. The database admits a pod that is not bound: what the lab shows does not hold. " +
    "Look at the rules of the database's security group, and for a SecurityGroupPolicy that selects this pod",
  [ProbeExit.timedOut]:
    "it timed out and must connect. The pod has its branch interface, and its security group does not reach the database: " +
    "look at both halves of the rule, and at the group ids in the SecurityGroupPolicy",
  [ProbeExit.noInterface]:
    "it timed out and must connect, and no branch interface was seen on the pod. It is not bound: look for a " +
    "SecurityGroupPolicy that selects it, for vpc.amazonaws.com/pod-eni in the nodes' capacity, and for ENABLE_POD_ENI",
  [ProbeExit.unresolved]:
    "the database's name did not resolve. This proves nothing about the database: look whether CoreDNS runs, and whether " +
    "the pod's group reaches it on port 53, UDP and TCP",
  [ProbeExit.otherFailure]:
    "the connection failed in another way than by a timeout (refused, unreachable). This proves nothing: look whether the " +
    "database listens on that port, and at routes and network ACLs",
  [ProbeExit.wrongInterface]:
    "its pod has a branch interface and must not. It is bound, although nothing should bind it: look for a " +
    "SecurityGroupPolicy that selects too much",
};

/** A proof that failed. */
export interface FailedProof {
  /** Name of the probe. */
  name: string;
  /** Exit code of its container; undefined where it was not told. */
  exit?: number;
  /** What was seen, and what it means. */
  meaning: string;
  /** Command that shows its log; undefined where the Job is not known. */
  log?: string;
}

/** The proofs among the resources of a state that did not come up. Their cluster is asked how each ended. */
export function failedProofs(state: StackState, exitOf: typeof exitOfJob = exitOfJob): Promise<FailedProof[]> {
  const failed = unfinished("up", state)?.failed ?? [];
  return Promise.all(
    failed
      .filter(({ urn, type }) => type === "kubernetes:batch/v1:Job" && urn.includes(":ConnectivityProbe$"))
      .map(async (job) => {
        const { name, namespace } = (job.outputs?.metadata ?? {}) as { name?: string; namespace?: string };
        const isKnown = name !== undefined && namespace !== undefined;
        const said = (job.initErrors ?? []).join("\n");
        const exit = (isKnown ? await exitOf(state, namespace, name) : undefined) ?? exitIn(said);
        return {
          name: resourceName(job).split(" ").at(-1)!,
          exit,
          meaning: exit === undefined ? noEnd(said) : (MEANINGS[exit] ?? `its container ended with exit code ${exit}`),
          log: isKnown ? `kubectl logs --namespace ${namespace} job/${name}` : undefined,
        };
      }),
  );
}

function noEnd(said: string): string {
  return `it came to no end of its own: ${said.split("\n").at(-1)}`.trimEnd();
}

/** The last exit code that the provider told: by the probe's own last line, or by the cluster's words. */
function exitIn(said: string): number | undefined {
  const codes = [...said.matchAll(/\(exit (\d+)\)|exit code (\d+)/g)].map(([, own, kubelet]) => Number(own ?? kubelet));
  return codes.at(-1);
}

/** The failed proofs of a state as texts of 80 columns, one a proof. */
export async function proofFindings(state: StackState): Promise<string[][]> {
  return (await failedProofs(state)).map(({ name, meaning, log }) => [
    "",
    ...wrap(`The proof ${name} failed: ${meaning}.${log ? " Its log:" : ""}`),
    ...(log ? [`  ${log}`] : []),
  ]);
}
