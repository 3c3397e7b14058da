import type { Thing } from "../../model/aws/prices";
import type { CostNote, Variant } from "../../model/cost/cost";

export function paidFor(of: Thing): string {
  switch (of.kind) {
    case "control plane":
      return `コントロールプレーン (${of.support === "standard" ? "標準" : "延長"}サポート)`;
    case "node":
      return `ノード ${of.type ?? "(タイプは未定)"}`;
    case "volume":
      return `${of.type} ボリューム`;
    case "database":
      return `データベース ${of.class ?? "(クラスは未定)"}${of.engine === undefined ? "" : ` (${of.engine})`}`;
    case "database storage":
      return `データベースのストレージ${of.type === undefined ? "" : ` ${of.type}`}`;
    case "NAT gateway":
      return "NAT ゲートウェイ";
    case "NAT traffic":
      return "NAT のトラフィック";
    case "public IPv4 address":
      return "パブリック IPv4 アドレス";
    case "load balancer":
      return "ロードバランサー";
    case "log group":
      return "ロググループ";
  }
}

export function costNoteText(note: CostNote): string {
  const text = NOTES[note.kind] as (note: CostNote) => string;
  return text(note);
}

const NOTES: { [K in CostNote["kind"]]: (note: Extract<CostNote, { kind: K }>) => string } = {
  "no-price": ({ of, region }) => `${region} での ${paidFor(of)} の料金がわからないので、合計は下限です`,
  "unknown-count": ({ of }) => `${paidFor(of)} の数がわからないので、合計は下限です`,
  "by-use": ({ price, unit }) =>
    `${price === undefined ? "" : `1 ${unit} あたり $${price}。`}使用量によるため、含めていません`,
  unverified: () => "AWS の料金表と照合していない料金です",
  "capacity-units-apart": () => "ほかにキャパシティユニットの料金がかかります",
  "spot-costs-less": () => "オンデマンドの料金です。スポットはこれより安くなります",
  "version-unknown": () => "Kubernetes のバージョンが標準サポート期間内の場合",
  "support-ended": ({ version }) => `Kubernetes ${version} の標準サポートは終了しています`,
  "support-end-unknown": ({ version }) => `Kubernetes ${version} の標準サポートの終了日がわかりません`,
  "support-ends": ({ ends, isUpgradedThen }) =>
    `${ends} まで。そのあとは${isUpgradedThen ? " EKS がアップグレードします" : "延長サポートになります"}`,
};

function missingText(missing: CostNote[]): string {
  const noPrice = missing.filter((note) => note.kind === "no-price");
  const noCount = missing.filter((note) => note.kind === "unknown-count");
  const things = (notes: { of: Thing }[]): string => notes.map(({ of }) => paidFor(of)).join("、");
  return [
    ...(noPrice.length > 0 ? [`${noPrice[0].region} での料金がわからないもの (${things(noPrice)})`] : []),
    ...(noCount.length > 0 ? [`数がわからないもの (${things(noCount)})`] : []),
  ].join("、");
}

export function variantName({ id }: Pick<Variant, "id">): string {
  return NAMES[id] ?? id;
}

const NAMES: { [id: string]: string } = {
  cheapest: "最安",
  recommended: "推奨",
  original: "元のラボ",
  "original-eksctl": "元のラボ (eksctl)",
  "original-extended": "元のラボ (延長サポート)",
  "original-eksctl-extended": "元のラボ (eksctl、延長サポート)",
};

export function variantText({ id, nodeType }: Variant): string {
  return VARIANTS[id] ?? `${nodeType} 1 台、NAT ゲートウェイ`;
}

const VARIANTS: { [id: string]: string } = {
  original: "Terraform による元のラボ、m5.large 3 台",
  "original-eksctl": "eksctl による元のラボ、ディスクは 80 GB",
  "original-extended": "Terraform による元のラボ、延長サポート",
  "original-eksctl-extended": "eksctl による元のラボ、延長サポート",
};

export function gigabytes(count: number): string {
  return `${count} GB`;
}

export const bill = {
  what: "項目",
  count: "数量",
  each: "単価",
  perHour: "1 時間",
  perDay: "1 日",
  total: "合計",
  atLeast: "最低",
  byUse: "使用量による",
  anHour: (price: string): string => `1 時間 ${price}`,
  aGigabyteMonth: (price: string): string => `1 GB・月 ${price}`,
  perHourShort: (price: string): string => `${price}/時`,
  listPrices: (region: string | undefined, date: string): string =>
    `${region ?? "不明なリージョン"} の ${date} 時点の公開料金 (米ドル、税と無料利用枠を除く)。通信とログの料金が別にかかります。`,
  notCounted: (missing: CostNote[]): string => `含めていないもの: ${missingText(missing)}。`,
  without: (total: string, missing: CostNote[]): string => `${total}。${bill.notCounted(missing)}`,
  notKnown: (missing: CostNote[]): string => `わかりません: ${missingText(missing)}。`,
  totals: (hour: string, day: string, total: string, students: number, hours: number): string =>
    `1 時間 ${hour}、1 日 ${day}。${students} 人で ${hours} 時間なら ${total}`,
  lowerBound: (text: string): string => `最低でも ${text}`,
  nothing: "このプランのリソースに、ここで時間あたりの料金を計算するものはありません。",
  variant: "構成",
  theClass: "クラス全体",
  asBar: "棒グラフ",
  thisPlan: "このプラン",
  forClass: "クラス全体の費用と、ほかの構成との比較",
  classOf: (students: string, hours: string): string =>
    `${students} 人のクラスで、1 人ずつラボを持ち、${hours} 時間使う場合。`,
  students: "人数",
  hours: "時間",
};
