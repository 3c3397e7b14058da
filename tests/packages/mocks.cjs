// Loaded before a program that uses the packed components: stands in for the engine, and prints what was registered.
const pulumi = require("@pulumi/pulumi");

const values = {
  kubeconfig: "{}",
  vpcId: "vpc-0123456789abcdef0",
  clusterSecurityGroupId: "sg-0123456789abcdef0",
  databaseSecurityGroupId: "sg-0123456789abcdef1",
  databaseAddress: "orders.rds.example.com",
  image: "public.ecr.aws/example/orders:1",
};
const made = [];
for (const [key, value] of Object.entries(values)) pulumi.runtime.setConfig(`project:${key}`, value);
pulumi.runtime.setMocks({
  newResource({ type, name, inputs }) {
    made.push({ type, name });
    return { id: `${name}-id`, state: inputs };
  },
  call({ token, inputs }) {
    if (token !== "aws:eks/getAddon:getAddon") throw new Error(`unexpected look-up ${token}`);
    const configurationValues = JSON.stringify({
      env: { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "strict" },
      init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } },
    });
    return { ...inputs, addonVersion: "v1.21.1-eksbuild.1", configurationValues };
  },
});
process.on("exit", () => console.log(JSON.stringify(made)));
