import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Environment } from "./request";

/** Where Pulumi keeps the stack's state. */
export interface Backend {
  /** True when nothing is configured and the project's own folder is used. */
  isDefault: boolean;
  /** What configures it, for the user to recognise. */
  origin: string;
  /** Set where it is known; never shown, as it may carry a password. */
  url?: string;
  /** False for Pulumi Cloud and its kin, which encrypt secrets themselves. */
  selfManaged: boolean;
}

/** What can configure a backend, in Pulumi's own order of precedence. */
export interface BackendSources {
  env: Environment;
  /** `backend.url` of Pulumi.yaml. */
  projectUrl?: string;
  /** `current` of Pulumi's credentials.json. */
  loggedInTo?: string;
}

/** The project's own state folder, relative to the project. */
export const STATE_FOLDER = path.join(".lab", "state");

/** The configured backend, else the folder `.lab/state` of the project. */
export function chooseBackend(sources: BackendSources, cwd: string): Backend {
  const { env, projectUrl, loggedInTo } = sources;
  if (env.PULUMI_BACKEND_URL) return configured("PULUMI_BACKEND_URL", env.PULUMI_BACKEND_URL);
  if (projectUrl) return configured("Pulumi.yaml", projectUrl);
  if (loggedInTo) return configured("pulumi login", loggedInTo);
  // A token without a URL means Pulumi Cloud: a pipeline that sets it expects its state there.
  if (env.PULUMI_ACCESS_TOKEN) return { isDefault: false, origin: "PULUMI_ACCESS_TOKEN", selfManaged: false };
  // As a URL, because Pulumi takes a path with a bare "%" or "#" for the address of a Pulumi Cloud.
  const url = pathToFileURL(path.join(cwd, STATE_FOLDER)).href;
  return { isDefault: true, origin: "the default", url, selfManaged: true };
}

function configured(origin: string, url: string): Backend {
  return { isDefault: false, origin, url, selfManaged: /^(?!https?:)[a-z][a-z0-9+.-]*:\/\//i.test(url) };
}
