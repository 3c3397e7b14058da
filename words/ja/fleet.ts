/** What the tables of a class say in Japanese. */
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
