import { join } from "node:path";
import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { ComponentProvider, getPulumiComponents } from "@pulumi/pulumi/provider/experimental/provider";
import * as server from "@pulumi/pulumi/provider/server";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import * as state from "@pulumi/pulumi/runtime/state";
import * as components from "../../components";
import { committedSchema } from "./component-schema";
import { ROOT } from "./program";

/** Exported by the SDK, but left out of its type declarations. */
const { deserializeInputs } = server as unknown as {
  deserializeInputs: (inputs: { toJavaScript(): object }, dependencies: Map<string, unknown>) => Promise<Inputs>;
};
const { getStore } = state as unknown as { getStore: () => { supportsOutputValues: boolean } };

const schema = committedSchema();

/** What hosts the component package for programs in other languages. */
const provider = new ComponentProvider({
  components: getPulumiComponents(components),
  dirname: join(ROOT, "components"),
  name: schema.name,
});
// It gives the outputs that the committed schema has, instead of analysing all sources for them, which takes long.
Object.assign(provider, {
  componentDefinitions: Object.fromEntries(
    Object.entries(schema.resources).map(([token, { properties }]) => [token.split(":")[2], { outputs: properties }]),
  ),
});

/**
 * Makes a component as for a program in another language: its arguments go over the wire as the engine sends them, and
 * through Pulumi's component provider. Gives its outputs.
 *
 * @param type Type token, with or without `index`.
 */
export async function construct(
  type: string,
  name: string,
  args: Inputs,
  options: ComponentResourceOptions = {},
): Promise<Inputs> {
  const [pkg, component] = [type.split(":")[0], type.split(":").at(-1)];
  // The engine keeps Outputs apart for whoever can read them; the mocks do not say that they do.
  getStore().supportsOutputValues = true;
  const sent = await rpc.serializeProperties(name, args, { keepOutputValues: true });
  // Each Output carries its own dependencies, and none is left for the argument that it stands in.
  const inputs = await deserializeInputs({ toJavaScript: () => sent }, new Map());
  const made = await provider.construct(name, `${pkg}:index:${component}`, inputs, options);
  return { ...made.state, urn: made.urn };
}
