/** What a SecurityGroupPolicy says of what enforces it, in annotations, where nothing else in a graph does. */

/** End of the key of the annotation that names what gives pods their interfaces, behind the binding's label domain. */
export const ENFORCED_BY = "enforced-by";

/** Its value where that is EKS Auto Mode. */
export const AUTO_MODE = "eks-auto-mode";

/** End of the key of the annotation that names the enforcing mode. */
export const ENFORCING_MODE = "enforcing-mode";

/** End of the key of the annotation that says where the enforcing mode is known from; its values are {@link SettingSource}. */
export const ENFORCING_MODE_SOURCE = "enforcing-mode-source";

/** Where the setting of a VPC CNI is known from. */
export const SettingSource = {
  /** It was read from the add-on, and fitted. */
  assert: "assert",
  /** It was merged into the add-on of an existing cluster. */
  apply: "apply",
  /** The add-on was made with it. */
  create: "create",
  /** The program states it, and nothing checked it. */
  declared: "declared",
} as const;

/** Values of {@link SettingSource} as a list. */
export const SETTING_SOURCES: string[] = Object.values(SettingSource);
