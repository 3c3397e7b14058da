/**
 * The exercises: what a student is told of each, what a check of one says, and how each is explained.
 */

/** What is told of one exercise. Title, line and symptoms do not tell the cause. */
export interface ExerciseText {
  title: string;
  /** One line of the list. */
  line: string;
  /** What was done and seen in a cluster, a paragraph each. */
  symptoms: string[];
  cause: string;
  /** What tells of it before a deployment. */
  evidence: string;
  fix: string;
}

/** Texts of the exercises, in their order. */
export const texts = {
  "dns-over-tcp": {
    title: "Long answers of the DNS never arrive",
    line: "Most names resolve, and some never do.",
    symptoms: [
      "The catalog works. Then its team adds a library that looks up a name with many addresses, and the look-up fails after some seconds.",
      "In the network of a catalog pod (kubectl debug), dig finds the address of the database at once. For the long name it prints: Truncated, retrying in TCP mode; and then: no servers could be reached. The same look-up works in every other pod.",
    ],
    cause:
      "The binding was given a path by hand that opens port 53 for UDP alone. An answer that is too long for UDP comes back cut off, and the resolver asks again over TCP, which no rule lets out or in.",
    evidence: "The table says no for catalog -> DNS on tcp 53, and the Pulumi policy pod-dns stops the deployment.",
    fix: "Declare the path as dns: true. It makes both halves for UDP and for TCP.",
  },
  "wrong-node-group": {
    title: "Neither DNS nor the kubelet's probes",
    line: "The pods have their own group, but no DNS, and the kubelet gets no answer.",
    symptoms: [
      "The binding was copied from another team, on whose cluster it works. Here the catalog's pods get branch network interfaces, but never become ready.",
      "Their events say: Readiness probe failed: context deadline exceeded. Their log says that the name of the database cannot be resolved: i/o timeout. All other pods resolve it.",
    ],
    cause:
      "The binding was told that nodes carry a group of their own, so it wrote the rules for DNS and for the kubelet's probes for that group. The nodes of this cluster carry the cluster security group, the one that EKS makes: their launch template names no other.",
    evidence:
      "The table says no for catalog -> DNS and for nodes -> catalog. The Pulumi policies pod-dns and probe-ports stop the deployment, and name the group that should have been admitted.",
    fix: "Leave nodeSecurityGroupId out where nodes carry the cluster security group. Where they do not, give the id of the group that they really carry.",
  },
  "host-network": {
    title: "A pod with the address of its node",
    line: "Policy and labels are right, and the pod still has no group of its own.",
    symptoms: [
      "The catalog restarts again and again. Its log ends with dial tcp …:3306: i/o timeout. The policy selects it: its labels are right, and the probe probe-bound, which has the same label, passes.",
      "A label of the namespace should have kept such a pod out. It did not.",
      "kubectl get pods -o wide shows that the pod has the address of its node. It has no annotation vpc.amazonaws.com/pod-eni.",
    ],
    cause:
      "The pod template sets hostNetwork: true. Such a pod has no network interface of its own, so the VPC resource controller cannot give it one: it goes out by the node's primary network interface, with the node's group. The label of the namespace that would have refused it (the Pod Security Standard restricted) was weakened with it.",
    evidence:
      "The Pulumi policy bound-pod-spec stops the deployment, and the check says that the pods have the group of the node and that the namespace enforces another Pod Security Standard. In the table, Deployment catalog has a row of its own, without a path to catalog-db; the rules of the binding's group are right.",
    fix: "Take hostNetwork out, and let the namespace refuse such pods again.",
  },
  "empty-selector": {
    title: "Every pod reaches the database",
    line: "A pod without the label gets through, and the probe that tries it fails.",
    symptoms: [
      "The catalog works, but pulumi up ends with a failed probe: probe-unlabelled says that this pod has a branch interface and must not.",
      "A pod that anybody starts in the namespace catalog, without any label, gets a branch network interface and reaches the database.",
    ],
    cause:
      "A second SecurityGroupPolicy was written by hand, with podSelector: {}. An empty selector does not select nothing: it selects every pod of the namespace.",
    evidence:
      "The table has a row for the pods of the second policy, and it reaches the database. The Pulumi policy policy-selector stops the deployment. bound-pod-order stops it, too: the workloads of the namespace do not wait for that second policy.",
    fix: "Remove the second policy. The binding has one already, which selects by a label of its own.",
  },
  "no-trunk": {
    title: "Pods that stay Pending",
    line: "Only the pods with a group of their own wait; all others run.",
    symptoms: [
      "To save money, the nodes got another instance type. New pods of the catalog stay Pending; the event says: Insufficient vpc.amazonaws.com/pod-eni. Pods without a policy start as ever.",
      "The setting of the VPC CNI is right, and the CNINode of the node lists SecurityGroupsForPods.",
    ],
    cause:
      "t3.large cannot carry a trunk network interface, as no type of the t family can. So the node offers no branch network interface, and pods that need one find no node.",
    evidence:
      "The config does not take the type, and names the nearest that can. In a stack that does not check its config, the Pulumi policy trunk-capable-nodes stops the deployment.",
    fix: "Take a type that can carry a trunk, such as m6g.large, the default.",
  },
  "early-demux": {
    title: "Kubelet probes that time out",
    line: "All paths are open, and still the kubelet gets no answer.",
    symptoms: [
      "The catalog's pods connect to the database, and their log shows no error. Still they never become ready, with the event Readiness probe failed: context deadline exceeded; and the liveness probe fails as well, so the kubelet restarts the container.",
      "The pod security group admits port 8080 from the cluster security group, and the table of the plan says that nodes reach the catalog.",
    ],
    cause:
      "In strict mode all traffic of a bound pod goes by its branch network interface, the kubelet's on the same node as well. As long as the node's kernel looks sockets up early (TCP early demux), the kubelet's connections to such pods are never made. It has to be off: DISABLE_TCP_EARLY_DEMUX is true under init.env of the VPC CNI add-on.",
    evidence:
      "The Pulumi policy vpc-cni-setting stops the deployment. The table says yes, since the rules are right; with --verbose the plan adds that the kubelet's probes need DISABLE_TCP_EARLY_DEMUX, too. What --verbose prints of the binding, disableTcpEarlyDemux: true, is what the component says that it has set; the policy reads the configuration of the add-on itself.",
    fix: "Set DISABLE_TCP_EARLY_DEMUX to true under init.env, as the component does. In standard mode it would not be needed.",
  },
  "policy-after-pod": {
    title: "Pods that work only after a restart",
    line: "On a new stack the catalog fails; started again, it works.",
    symptoms: [
      "pulumi up on a new stack: the catalog's pods run without the annotation vpc.amazonaws.com/pod-eni, and their log ends with dial tcp …:3306: i/o timeout. There was no event SecurityGroupRequested.",
      "After kubectl rollout restart everything is right. On the next new stack it is the same again, or not.",
    ],
    cause:
      "The labels of the pods were written by hand instead of taken from the binding, so nothing says that the Deployment comes after the SecurityGroupPolicy. Both are made at the same time. A pod that starts before its policy keeps the node's group until it is made anew. The annotation by hand has the group's id alone, so a change of the enforcing mode would not reach the pods, either.",
    evidence:
      "The Pulumi policy bound-pod-order stops the deployment, and the check says that the pods would keep the old enforcing mode. The table cannot show it: it tells what holds once everything is there.",
    fix: "Take podLabels and podAnnotations from the binding: they are released only once policy and rules exist.",
  },
  "group-replaced": {
    title: "A changed description",
    line: "A harmless change, and the old group cannot be deleted.",
    symptoms: [
      "A stack has run for weeks. Somebody changes a word in the description of the pod security group. AWS cannot change a description, so pulumi up makes a new group, moves rules and policy to it, and deletes the old one; that fails after 15 minutes: DependencyViolation.",
      "That change is not in the file. What is missing is what should have made the pods follow it.",
      "Meanwhile the catalog does not reach the database any more. Its pods still run, and their branch network interfaces carry the old group. Nothing in the plan of the stack itself looks wrong.",
    ],
    cause:
      "A pod keeps the groups with which it was started. The catalog takes the labels of the binding, but not podAnnotations, whose one annotation is a hash of group ids and enforcing mode. So a new group changes nothing in the pod template, and the Deployment does not roll.",
    evidence:
      "No Pulumi policy and no table shows it: today the stack is right. The check replaces the group on paper, as lab diff does for a change, and plans the copy in standard mode; both times it finds a Deployment to be rolled by hand.",
    fix: "Give podAnnotations of the binding to the pod template, too. In a cluster in which it has happened: kubectl rollout restart.",
  },
  "sixth-group": {
    title: "Pods that stay in ContainerCreating",
    line: "Five teams want their groups on the pods.",
    symptoms: [
      "Five teams have each asked for a security group of theirs on the catalog's pods. In a cluster whose SecurityGroupPolicy is written by hand, the pods stayed in ContainerCreating. The copy here has a binding, which does not come that far: it stops with an error that says what is wrong.",
      "In that other cluster their event was BranchAllocationFailed: InvalidParameterValue: … exceeded limit 5 on the number of interface security group memberships. AWS has not raised the quota of this account, so five it stays.",
    ],
    cause:
      "With the binding's own group these are six. A network interface takes five security groups, unless AWS has raised the quota of the account (to 16 at most).",
    evidence:
      "The binding itself stops with an error, before anything else is planned. In a stack without it, the Pulumi policy policy-groups stops the deployment.",
    fix: "Give the pods fewer groups; several rules fit into one. Where AWS has raised the quota of an account, which is not so here, two places are told: the binding (securityGroupsPerInterface) and the Pulumi policy policy-groups (quota, in the policy pack's config).",
  },
  "no-label": {
    title: "A service that does not get through",
    line: "All probes succeed, and the catalog itself does not start.",
    symptoms: [
      "probe-bound connects, probe-unlabelled and probe-elsewhere time out: all probes succeed. The catalog does not start; its log ends with dial tcp …:3306: i/o timeout.",
      "Its pods have no annotation vpc.amazonaws.com/pod-eni and no event SecurityGroupRequested. The same after every restart.",
    ],
    cause:
      "The catalog was not given the labels of the binding, so the SecurityGroupPolicy does not select it. That is no error for anybody: the pods run with the node's group.",
    evidence:
      "The table has the Deployment beside the binding of its name, with no for catalog-db, and the check says that its pods have the group of the node. No Pulumi policy finds it, since pods without a group of their own are allowed. In a living cluster, lab inspect lists the pods as not bound.",
    fix: "Give the binding's labels and annotations to the catalog: boundPods.",
  },
} satisfies { [name: string]: ExerciseText };

/** The list. */
export const list = {
  heading: "Ten exercises: the lab with one mistake in each, to be found and mended offline.",
  setUp: "set up",
  how: (command: string): string => `Set one up: ${command}`,
};

/** What a student is told. */
export const task = {
  title: (number: number, title: string): string => `EXERCISE ${number}: ${title}`,
  there: (folder: string): string => `${folder} is there already; nothing was changed in it.`,
  made: (folder: string): string => `The program with the mistake is now in ${folder}.`,
  reset: (folder: string): string => `${folder} is as it was set up again.`,
  files: (files: string[]): string => `The mistake is in ${files.join(" and ")}.`,
  commands: { plan: "See its plan", check: "Check it", solve: "See the answer", reset: "Start again" },
};

/** What a check says. */
export const outcome = {
  solved: "SOLVED: the plan answers as the lab's own does, and no Pulumi policy finds more.",
  notYet: "NOT YET SOLVED.",
  planning: "Planning the copy and, to compare, the lab's own program …",
  checkingTypes: "Checking the types of the files that you have changed …",
  refused: "THE PROGRAM STOPS WITH AN ERROR",
  types: "THE TYPES DO NOT FIT",
  policies: "PULUMI POLICIES SAY",
  rows: "WHO REACHES WHAT, UNLIKE IN THE LAB",
  kept: "PODS THAT KEEP WHAT CHANGES, UNLIKE IN THE LAB",
  namespaces: "POD SECURITY STANDARD OF NAMESPACES, UNLIKE IN THE LAB",
  noStandard: "none",
  pods: "PODS, UNLIKE IN THE LAB",
  unlike: (what: string, found: string, expected: string): string => `${what}: ${found}, in the lab ${expected}`,
  noRow: "no such row",
  absent: "not there",
  groups: { own: "a security group of their own", node: "the group of the node", "not known": "not known" },
  missing: (end: string): string => `${end} is missing.`,
  added: (end: string, open: string[], closed: string[], unknown: string[]): string =>
    [
      `${end} is not in the lab`,
      ...(open.length > 0 ? [`it reaches ${open.join(", ")}`] : []),
      ...(closed.length > 0 ? [`it does not reach ${closed.join(", ")}`] : []),
      ...(unknown.length > 0 ? [`not known is ${unknown.join(", ")}`] : []),
    ].join("; ") + ".",
  keeps: (workload: string, groups: string[], settings: string[]): string =>
    groups.length > 0
      ? `${workload} keeps pods with the old ${groups.join(", ")} where that group is replaced: nothing in the annotations of its pod template changes with it, so nobody makes its pods anew.`
      : `${workload} keeps pods of the old enforcing mode where the mode changes (${settings.join(", ")}): nothing in the annotations of its pod template changes with it, so nobody makes its pods anew.`,
};

/** The answer. */
export const answer = {
  solved: (folder: string): string => `The fix is now in ${folder}.`,
  already: (folder: string): string => `The fix was already in ${folder}; nothing was changed.`,
  cause: "CAUSE",
  evidence: "EVIDENCE",
  living: (kinds: string[], command: string): string => `In a living cluster, ${command} finds ${kinds.join(" and ")}.`,
  fix: "FIX",
};
