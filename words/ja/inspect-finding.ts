import { listed as listedInEnglish } from "../en/inspect-finding";

/** Names in a row; of many the first ones. */
export function listed(names: string[], most = 5): string {
  if (names.length === 0) return "なし";
  const more = names.length - most;
  const shown = listedInEnglish(names.slice(0, most), most).replaceAll(", ", "、");
  return more > 0 ? `${shown} ほか ${more} 件` : shown;
}
