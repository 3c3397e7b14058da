/** What the time lines say in Japanese. */

export function took(median: string, slow: string): string {
  return `${median} (すべてが遅い場合は ${slow})`;
}

export function readyAndGone(ready: string, gone: string): string {
  return `使えるまで ${ready}、消えるまで ${gone}。公開された計測値の中央値です。`;
}

export function criticalPath(steps: string[]): string {
  return `クリティカルパス: ${steps.join("、")}。残りは並行して進みます。`;
}

export const chart = {
  nothing: "ありません。プランは何も作りません。",
  untilReady: "使えるまで",
  untilGone: "消えるまで",
  ready: (median: string, slow: string): string => `使えるまで ${median}。すべてが遅い場合は ${slow}。`,
  gone: (median: string, slow: string): string => `消えるまで ${median}。すべてが遅い場合は ${slow}。`,
  path: (steps: string[]): string => `クリティカルパス: ${steps.join(" → ")}。`,
  critical: "クリティカルパス上:",
  legend: "クリティカルパス。ここが遅れると全体が遅れます。斜線は余裕です。",
  leftOut: (count: number): string => `短い ${count} 個のステップは省いています。`,
  toSpare: (clock: string): string => `余裕 ${clock}`,
  axis: "分",
  source: (date: string): string =>
    `所要時間は、記録されたステートと公開ログから ${date} にまとめた中央値を、プラン自身の依存関係に沿って並べたものです。モデルなので、AWS の実際の時間はこれより長いことがあります。`,
};

export const proof = {
  connects: "証明: バインドした Pod の接続",
  timesOut: "証明: ほかの Pod のタイムアウト",
};
