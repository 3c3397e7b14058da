/**
 * Clusters that are unusual, or broken in another way than the usual one.
 */
import type { Case } from "./breaking";
import { NODE_VARIATIONS } from "./variations-nodes";
import { PATH_VARIATIONS } from "./variations-paths";
import { POD_VARIATIONS } from "./variations-pods";
import { SETTING_VARIATIONS } from "./variations-setting";

/** A case of whatever failure mode, or of none. */
export type Variation = Omit<Case, "mode">;

/** All of them. */
export const VARIATIONS: Variation[] = [
  ...[...NODE_VARIATIONS, ...POD_VARIATIONS],
  ...[...SETTING_VARIATIONS, ...PATH_VARIATIONS],
];
