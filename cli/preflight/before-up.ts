import type { EngineRequest } from "../engine/request";
import { runPreflight } from "./command";

/** The preflight of `npm run up`; gives whether the update may go on. Skipped where it could not tell the truth. */
export async function beforeUp({ stack, passOn, configFile }: EngineRequest): Promise<boolean> {
  // Only Pulumi knows what is in a settings file of another name, and nobody what stands behind an endpoint of one's own.
  if (configFile !== undefined || process.env.AWS_ENDPOINT_URL) return true;
  const config = passOn.flatMap((arg, i) => {
    const inline = /^(?:--config=|-c=?(?=.))(.*=.*)$/.exec(arg)?.[1];
    if (inline) return [inline];
    return (arg === "--config" || arg === "-c") && passOn[i + 1]?.includes("=") ? [passOn[i + 1]] : [];
  });
  return runPreflight({ stack: stack.split("/").at(-1) ?? stack, config });
}
