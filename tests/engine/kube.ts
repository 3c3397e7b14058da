import * as stack from "./one-stack";

/** A Kubernetes object, as far as it is read here. */
export interface KubeObject {
  metadata: {
    name: string;
    uid: string;
    annotations?: { [key: string]: string };
    ownerReferences?: { kind: string }[];
  };
  status?: { phase?: string };
}
export const objects = (kind: string, ...more: string[]): KubeObject[] =>
  stack.kubectl<{ items: KubeObject[] }>("get", kind, ...more).items;
/** Objects by their ids, for what is the same before and after. */
export const uids = (found: KubeObject[]): string[] => found.map(({ metadata }) => metadata.uid).sort();
export const jobs = (): KubeObject[] => objects("jobs", "--all-namespaces");
/** The pods of Deployments. */
export const pods = (): KubeObject[] =>
  objects("pods", "--namespace", "catalog").filter(
    ({ metadata }) => metadata.ownerReferences?.[0].kind === "ReplicaSet",
  );
