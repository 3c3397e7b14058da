/**
 * What the custom resource definition of the Pulumi Kubernetes Operator says about a Stack (`pulumi.com/v1`), as far as a
 * fleet writes it. Facts read from deploy/crds/pulumi.com_stacks.yaml of https://github.com/pulumi/pulumi-kubernetes-operator
 * at 475dbc6 (2.9.0); as the API server does, nothing that is not listed is let through.
 */
const text = { type: "string" };
const object = (properties: { [name: string]: object }, required: string[] = []): object => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const quantity = {
  anyOf: [{ type: "integer" }, text],
  pattern:
    "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$",
};
const quantities = { type: "object", additionalProperties: quantity };

/** JSON schema of a Stack. */
export const STACK_SCHEMA = object(
  {
    apiVersion: { const: "pulumi.com/v1" },
    kind: { const: "Stack" },
    // A rule of its own there: size(self.metadata.name) <= 42.
    metadata: { type: "object", properties: { name: { type: "string", maxLength: 42 } } },
    spec: object(
      {
        stack: text,
        backend: text,
        // Any JSON: x-kubernetes-preserve-unknown-fields.
        config: {},
        destroyOnFinalize: { type: "boolean" },
        envRefs: {
          type: "object",
          additionalProperties: object({ type: text, secret: object({ key: text, name: text }, ["key", "name"]) }, [
            "type",
          ]),
        },
        prerequisites: {
          type: "array",
          items: object({ name: text, requirement: object({ succeededWithinDuration: text }) }, ["name"]),
        },
        secretsProvider: text,
        serviceAccountName: text,
        workspaceTemplate: object({
          spec: object({
            image: text,
            local: object({ dir: text }),
            resources: object({ requests: quantities, limits: quantities }),
          }),
        }),
      },
      ["stack"],
    ),
  },
  ["spec"],
);
