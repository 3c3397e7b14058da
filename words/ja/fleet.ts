/** What the tables of a class say in Japanese. */
import type { Operation, Outcome, Phase, RunNote } from "../../cli/fleet/run/result";
import type { Holder, Lock } from "../../cli/pulumi/lock";
import { students } from "./amounts";

export const status = {
  columns: ["受講者", "デプロイ", "バインディング", "プローブ", "時間", "費用", "期限"],
  unknown: "不明",
  no: "なし",
  yes: "済み",
  partly: "途中",
  bound: "あり",
  notBound: "なし",
  past: (day: string): string => `${day} 超過`,
  deployed: (up: number, all: number, perHour: string, soFar: string): string =>
    `${students(all)}のうち ${up} 人がデプロイ済み。1 時間 ${perHour}、これまでに約 ${soFar} (通信を除く)。`,
  stages: (parts: string[]): string => `ステージ: ${parts.join("、")}。`,
  unpriced: (regions: string): string => `${regions} の料金がわからないため、この合計は実際より少額です。`,
  late: (count: number): string => `期限を過ぎたもの ${count} 件: lab fleet destroy --expired で削除できます。`,
  pending: (student: string, operations: number): string =>
    `${student}: 実行中または中断された操作 ${operations} 件。lab fleet up で続きから進みます。`,
  unlisted: (stacks: string): string => `名簿になく、名簿からは削除されないもの: ${stacks}。`,
  unlistedOne: (stack: string, resources: string): string => `${stack} (${resources})`,
};

export const run = {
  columns: ["受講者", "処理", "リソース", "経過", "通常", "現在"],
  phases: {
    prepares: "準備中",
    previews: "プレビュー中",
    updates: "更新中",
    destroys: "削除中",
    throttled: "待機中 (スロットリング)",
    expired: "待機中 (認証情報の期限切れ)",
  } satisfies { [phase in Phase]: string },
  outcomes: {
    succeeded: "成功",
    unchanged: "変更なし",
    absent: "対象なし",
    failed: "失敗",
    cancelled: "キャンセル",
    "not started": "未開始",
  } satisfies { [outcome in Outcome]: string },
  tally: (counts: [string, number][]): string =>
    counts.map(([outcome, count]) => `${outcome} ${count}`).join("、") || "終了なし",
  begins: (operation: Operation, count: number, parallel: number): string =>
    `${operation}: ${students(count)}、同時に ${parallel} 人`,
  head: (operation: Operation, ended: number, total: number, tally: string, elapsed: string): string =>
    `${operation}: ${total} 人中 ${ended} 人が終了 (${tally})、経過 ${elapsed}`,
  left: (duration: string): string => `、残り約 ${duration}`,
  failure: (outcome: string, student: string, reason: string): string => `${outcome}: ${student}: ${reason}`,
  leftovers: (count: number): string => `残存リソース ${count} 件`,
  more: (count: number): string => `ほか ${count} 人`,
  phase: (student: string, phase: string): string => `${student}: ${phase}`,
  ended: (student: string, outcome: string, took: string | undefined, reason: string | undefined): string =>
    `${student}: ${outcome}${took === undefined ? "" : ` (${took})`}${reason === undefined ? "" : `: ${reason}`}`,
  progress: (tally: string, running: string[], left: string): string =>
    `${tally}。実行中: ${running.join("、") || "なし"}。残り約 ${left}`,
  ringFailed: (ring: string): string =>
    `リング ${ring} に失敗があるため、ほかのリングは開始しません。修正してから、もう一度実行してください。`,
  signedOut: (problem: string): string => `${problem} 新しい処理は開始しません。`,
};

export const stop = {
  first: (running: number): string =>
    `新しい処理は開始しません。実行中の ${running} 件は最後まで進みます。もう一度 Ctrl-C を押すとキャンセルします。`,
  second: (running: number): string =>
    `${running} 件をキャンセルします。始めた処理が終わるのを待ちます。もう一度 Ctrl-C を押すとすぐに終了します。`,
  third:
    "すぐに終了します。作成中だったリソースはステートに残らないことがあります。lab fleet leftovers で確認してください。",
};

export const summary = {
  head: (count: number, duration: string, tally: string, each: string | undefined): string =>
    `${students(count)}、所要時間 ${duration}: ${tally}${each === undefined ? "" : `、1 人あたり通常 ${each}`}。`,
  group: (count: number, reason: string): string => `${students(count)}: ${reason}`,
  of: (student: string, text: string): string => `${student}: ${text}`,
  cancelled: "キャンセルされました",
  noReason: "失敗しました (理由は不明)",
  unchecked: (reason: string): string =>
    `AWS に残っているものを確認できませんでした: ${reason}。lab fleet leftovers で確認してください`,
  left: (student: string, count: number): string => `${student}: このラボのリソースが AWS に ${count} 件残っています。`,
  retry: "残りを実行するには:",
};

export function noteText({ kind, resources }: RunNote, student: string): string {
  const names = resources.join("、");
  switch (kind) {
    case "looked for":
      return `作成中に中断されたため、名前で AWS に確認したもの: ${names}`;
    case "may exist twice":
      return `作成中に中断され、2 つできている可能性があるもの (lab fleet leftovers --only ${student} で確認できます): ${names}`;
    case "taken in":
      return `中断の前に作成されていたため、ステートに取り込んだもの: ${names}`;
  }
}

export function lockedBy(lock: Lock | undefined, holder: Holder): string {
  const by = lock ? `${lock.user}@${lock.host} (プロセス ${lock.pid}、${lock.since} から)` : "ほかの更新";
  const how = { alive: "。まだ実行中です", dead: "。プロセスは終了しています", unknown: "" };
  return `${by} がロックしています${how[holder]}`;
}

export function lockText(student: string, lock: Lock | undefined, holder: Holder): string {
  const todo = {
    alive: "終了を待ってください",
    dead: "--unlock でロックを解除できます",
    unknown: "そのプロセスが終了している場合は --unlock でロックを解除できます",
  };
  return `${student}: ${lockedBy(lock, holder)}。${todo[holder]}`;
}

export const confirm = {
  destroys: (count: number, who: string[], more: number): string =>
    `${count} アカウントのラボを削除します: ${who.join("、")}${more > 0 ? ` ほか ${more} アカウント` : ""}`,
  unlocks: (count: number, unknown: string[]): string =>
    `${count} 件のロックを解除します` +
    (unknown.length > 0 ? `。ほかのマシンでまだ実行中の可能性があるもの: ${unknown.join("、")}` : ""),
  sentence: (what: string): string => `${what}。`,
  question: (count: number): string => `続けるには ${count} と入力してください: `,
};

export const roster = {
  sound: (file: string, fleet: string, count: number, rings: string[]): string =>
    `${file}: クラス ${fleet}、${students(count)} (${rings.join("、")})。問題はありません`,
  note: (text: string, of: string[], more: number): string =>
    of.length === 0 ? text : `${text} (${of.join("、")}${more > 0 ? ` ほか ${more} 人` : ""})`,
  handedOut: (folder: string, count: number): string =>
    `${folder}: ${students(count)}、それぞれに 1 つのフォルダー。自分だけが読めます。`,
  noPrincipal: (ids: string[]): string =>
    `名簿に principal がなく、自分のクラスターにアクセスできない受講者: ${ids.join("、")}。`,
  rendered: (file: string, count: number): string =>
    `${file}: ${students(count)}。使い方は docs/fleet.ja.md にあります。`,
  secrets: "シークレットは書き込んでいません。シークレットのあるシェルで 1 回実行してください:",
  secretBackend: (file: string, backend: string): string =>
    `${file} をリポジトリに入れる前に、backend からシークレットを取り除いてください: ${backend}`,
};
