import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s
import pulumi_pod_security_groups as psg

config = pulumi.Config()
aws_provider = aws.Provider("aws", region=config.require("region"))
cluster_provider = k8s.Provider("cluster", context=config.require("kubeContext"))

# Reads the VPC CNI add-on, and fails with the JSON to set where it does not fit.
addon = psg.PodEniAddon(
    "existing",
    cluster_name=config.require("clusterName"),
    opts=pulumi.ResourceOptions(providers=[aws_provider]),
)

orders = psg.PodSecurityGroupBinding(
    "orders",
    cluster=psg.ClusterHandleArgs(
        vpc_id=config.require("vpcId"),
        cluster_security_group_id=config.require("clusterSecurityGroupId"),
        vpc_cni=psg.VpcCniArgs(
            pod_eni=addon.vpc_cni.pod_eni,
            enforcing_mode=addon.vpc_cni.enforcing_mode,
            disable_tcp_early_demux=addon.vpc_cni.disable_tcp_early_demux,
            version=addon.vpc_cni.version,
            source=addon.vpc_cni.source,
        ),
    ),
    namespace="orders",
    reaches=[
        psg.PathToArgs(dns=True),
        psg.PathToArgs(
            database=psg.DatabaseTargetArgs(
                name="orders-db",
                security_group_id=config.require("databaseSecurityGroupId"),
                port=3306,
            )
        ),
    ],
    reachable_from=[psg.PathFromArgs(nodes=True, port=8080)],
    opts=pulumi.ResourceOptions(providers=[aws_provider, cluster_provider]),
)

app = {"app": "orders"}
k8s.apps.v1.Deployment(
    "orders",
    metadata={"namespace": "orders"},
    spec={
        # Its pods take branch interfaces: the old ones give theirs back first.
        "strategy": {"type": "Recreate"},
        "selector": {"match_labels": app},
        "template": {
            # The binding's labels stand here, and never in the selector.
            "metadata": {
                "labels": orders.pod_labels.apply(lambda labels: {**app, **labels}),
                "annotations": orders.pod_annotations,
            },
            "spec": {"containers": [{"name": "orders", "image": config.require("image")}]},
        },
    },
    opts=pulumi.ResourceOptions(provider=cluster_provider),
)

# All that was wired.
pulumi.export("binding", orders.output)
