import type { EngineRequest } from "../engine/request";
import { type PreflightSurroundings, runPreflight } from "./preflight-command";

/** The preflight of `npm run up`; gives whether the update may go on. Skipped where it could not tell the truth. */
export async function beforeUp(
  { stack, passOn, configFile }: EngineRequest,
  surroundings: PreflightSurroundings = {},
): Promise<boolean> {
  // Only Pulumi knows what is in a settings file of another name, and nobody what stands behind an endpoint of one's own.
  if (configFile !== undefined || process.env.AWS_ENDPOINT_URL) return true;
  const config = passOn.flatMap((arg, i) => {
    const inline = /^(?:--config=|-c=?(?=.))(.*=.*)$/.exec(arg)?.[1];
    if (inline) return [inline];
    return (arg === "--config" || arg === "-c") && passOn[i + 1]?.includes("=") ? [passOn[i + 1]] : [];
  });
  // What Pulumi prints on stdout, as with --json, is not to be mixed with a table.
  const print = (text: string): void => console.error(text);
  return runPreflight({ stack, config }, { print, ...surroundings });
}
