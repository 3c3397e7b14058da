import type { Roster } from "../roster/types";
import { urlSecrets } from "../../secrets/urls";

/** A secret that every run of a class needs: rendered files name where it is kept, never itself. */
export interface NeededSecret {
  /** Environment variable in which the engine looks for it; also its name on GitHub. */
  variable: string;
  /** Kubernetes Secret, and the key in it. */
  secret: string;
  key: string;
}

/** What a class's backend and secrets provider ask for, and nothing else. */
export function neededSecrets({ backend, secretsProvider }: Roster): NeededSecret[] {
  const cloud = /^https?:/i.test(backend);
  return [
    ...(secretsProvider === "passphrase"
      ? [{ variable: "PULUMI_CONFIG_PASSPHRASE", secret: "lab-fleet-passphrase", key: "passphrase" }]
      : []),
    ...(cloud ? [{ variable: "PULUMI_ACCESS_TOKEN", secret: "lab-fleet-access-token", key: "token" }] : []),
    ...(holdsSecret(backend) ? [{ variable: "PULUMI_BACKEND_URL", secret: "lab-fleet-backend", key: "url" }] : []),
  ];
}

/** Whether a backend's URL must not be written into a file. */
export function holdsSecret(backend: string): boolean {
  return urlSecrets(backend).length > 0;
}
