import { counted } from "../text";
import { resourceName, type Unfinished } from "./state";

/** What a state says against success, one clause each. */
export function unfinishedText({ cutOff, failed, left }: Unfinished): string[] {
  return [
    ...(left > 0 ? [`${counted(left, "resource")} left in the stack`] : []),
    ...(cutOff.length > 0 ? [`${counted(cutOff.length, "operation")} cut off (${cutOff.join(", ")})`] : []),
    ...(failed.length > 0
      ? [`${counted(failed.length, "resource")} did not come up (${failed.map(resourceName).join(", ")})`]
      : []),
  ];
}
