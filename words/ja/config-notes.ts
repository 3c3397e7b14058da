import type { ConfigNote } from "../../config-problem";
import { shownKey } from "../en/phrases";

/** What is to be known of a config that is taken, in Japanese. */
export function configNoteText({ key, found, ended, supported, asOf }: ConfigNote): string {
  const when = ended === undefined ? "かなり前に" : ` ${ended} に`;
  const next = supported.length === 0 ? "新しいバージョン" : `${supported.join("、")} のいずれか`;
  return (
    `${shownKey(key)}: ${found} の標準サポートは${when}終了しました (${asOf} の表)。新しいクラスターは作れません。稼働中のものは動作を続け、` +
    `EKS がアップグレードします。マイナーバージョンを 1 つずつ上げ、${next}に移ってください`
  );
}
