/**
 * Kubernetes objects as far as they are read here, as the API writes them. Sources:
 * https://kubernetes.io/docs/reference/kubernetes-api and
 * https://github.com/aws/amazon-vpc-resource-controller-k8s/tree/b8d4251/apis/vpcresources
 */
import type { Json } from "../../model/graph/graph";

export interface Metadata {
  name: string;
  namespace?: string;
  labels?: { [key: string]: string };
  annotations?: { [key: string]: string };
  creationTimestamp?: string;
  deletionTimestamp?: string;
  ownerReferences?: { kind: string; name: string; controller?: boolean }[];
}

export interface KubernetesObject {
  metadata: Metadata;
}

export interface EnvironmentVariable {
  name: string;
  value?: string;
}

export interface Probe {
  httpGet?: { port: number | string };
  tcpSocket?: { port: number | string };
  grpc?: { port: number };
}

export interface Container {
  name: string;
  image?: string;
  env?: EnvironmentVariable[];
  ports?: { name?: string; containerPort: number; protocol?: string }[];
  resources?: { limits?: { [name: string]: string }; requests?: { [name: string]: string } };
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  /** Of an init container: `Always` makes it a sidecar, which has probes like any other. */
  restartPolicy?: string;
}

export interface PodSpec {
  nodeName?: string;
  hostNetwork?: boolean;
  /** `Default` and `None` do not ask CoreDNS. */
  dnsPolicy?: string;
  serviceAccountName?: string;
  nodeSelector?: { [key: string]: string };
  os?: { name: string };
  containers: Container[];
  initContainers?: Container[];
}

export interface ContainerStatus {
  name: string;
  restartCount?: number;
  state?: { waiting?: { reason?: string }; terminated?: { exitCode?: number; message?: string } };
}

export interface Pod extends KubernetesObject {
  spec: PodSpec;
  status?: {
    phase?: string;
    podIP?: string;
    startTime?: string;
    conditions?: { type: string; status: string }[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
}

export interface Node extends KubernetesObject {
  spec?: { providerID?: string };
  status?: { allocatable?: { [name: string]: string }; capacity?: { [name: string]: string } };
}

export interface Policy extends KubernetesObject {
  spec?: { podSelector?: Json; serviceAccountSelector?: Json; securityGroups?: { groupIds?: string[] } };
}

export interface CniNode extends KubernetesObject {
  spec?: { features?: { name: string; value?: string }[] };
}

export interface DaemonSet extends KubernetesObject {
  spec: { template: { spec: PodSpec } };
}

/** A former or present template of a DaemonSet. */
export interface ControllerRevision extends KubernetesObject {
  revision: number;
  data?: { spec?: { template?: { spec?: PodSpec } } };
}

export interface ConfigMap extends KubernetesObject {
  data?: { [key: string]: string };
}

export interface Event extends KubernetesObject {
  involvedObject: { kind?: string; name?: string; namespace?: string };
  reason?: string;
  message?: string;
  type?: string;
  count?: number;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  firstTimestamp?: string | null;
}

export interface EniConfig extends KubernetesObject {
  spec?: { subnet?: string; securityGroups?: string[] };
}

/** One branch interface, as the VPC resource controller writes it on a pod. */
export interface PodEni {
  eniId: string;
  ifAddress?: string;
  privateIp?: string;
  ipv6Addr?: string;
  vlanId?: number;
  subnetCidr?: string;
  subnetV6Cidr?: string;
  associationID?: string;
}

/** The containers whose probes the kubelet runs: sidecars among the init containers, too. */
export function probedContainers({ containers, initContainers = [] }: PodSpec): Container[] {
  return [...initContainers.filter(({ restartPolicy }) => restartPolicy === "Always"), ...containers];
}

/** Resource that the webhook gives a pod, and annotation that the controller gives it. */
export const POD_ENI = "vpc.amazonaws.com/pod-eni";

/** Annotation of bound pods on Fargate. */
export const FARGATE_GROUPS = "fargate.amazonaws.com/pod-sg";

/** `<namespace>/<name>`. */
export function fullName({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

/** Whether a pod has ended: it gives its interface back. */
export function hasEnded({ status }: Pod): boolean {
  return ["Succeeded", "Failed"].includes(status?.phase ?? "");
}
