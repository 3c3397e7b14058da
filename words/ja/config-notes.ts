import type { ConfigNote, EnvironmentNote, SupportNote } from "../../config-problem";
import { shownKey } from "../en/phrases";

/** What is to be known of a config that is taken, in Japanese. */
export function configNoteText(note: ConfigNote): string {
  return note.kind === "environment" ? environmentText(note) : supportText(note);
}

function environmentText({ file, environments }: EnvironmentNote): string {
  return (
    `${file}: 環境 ${environments.join("、")} (Pulumi ESC) はオフラインでは読み取れません。そこだけで設定されている値は、ここでは既定値になるか未設定になるため、` +
    "実際のスタックは表示と異なることがあります。そのような値は --config で指定してください (例: --config aws:region=us-west-2)"
  );
}

function supportText({ key, found, ended, supported, asOf }: SupportNote): string {
  const when = ended === undefined ? "かなり前に" : ` ${ended} に`;
  const next = supported.length === 0 ? "新しいバージョン" : `${supported.join("、")} のいずれか`;
  return (
    `${shownKey(key)}: ${found} の標準サポートは${when}終了しました (${asOf} の表)。新しいクラスターは作れません。稼働中のものは動作を続け、` +
    `EKS がアップグレードします。マイナーバージョンを 1 つずつ上げ、${next}に移ってください`
  );
}
