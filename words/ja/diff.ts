/** What a comparison of two graphs says in Japanese. */
import type { RollReason } from "../../model/diff/bindings";
import type { Held, LossNote, Openness } from "../../model/diff/graph-diff";
import type { PathChange } from "../../model/diff/paths";
import { doubtText } from "./reasons";
import { groupName } from "./things";

export const SECTIONS = {
  refused: "エンジンが拒否するもの",
  losses: "失われるデータとトラフィック",
  kept: "スタックから外れるが削除されないもの",
  opened: "開いた経路",
  closed: "閉じた経路",
  upgrades: "Kubernetes のバージョン",
  rolls: "作り直される Pod",
  bindings: "バインディング",
  policies: "Pulumi ポリシー",
  figures: "数値",
  resources: "リソース",
  notJudged: "判定しなかったもの",
};

export function heading(section: string): string {
  return section;
}

export function rollReasonText({ kind, name }: RollReason): string {
  switch (kind) {
    case "joins":
      return `バインディング ${name} の対象になります`;
    case "leaves":
      return `バインディング ${name} の対象から外れます`;
    case "gets":
      return `セキュリティグループ ${groupName(name!)} が付きます`;
    case "loses":
      return `セキュリティグループ ${groupName(name!)} が外れます`;
    case "replaced":
      return `セキュリティグループ ${groupName(name!)} が置き換わります`;
    case "selector":
      return "バインディングの選択条件が変わります";
    case "vpc-cni":
      return `VPC CNI の ${name} が変わります`;
    case "setting":
      return `読み取っている ${name} が置き換わります`;
    case "template":
      return "Pod テンプレートが変わります";
  }
}

export function openedByText({ rules, doubts }: PathChange): string {
  const by = rules.map((rule) => `"${rule}"`).join("、");
  const open = doubts.map(doubtText).join("。");
  if (by === "") return open === "" ? "ルールなし (何もフィルタリングしない)" : open;
  return open === "" ? by : `${by}。${open}`;
}

export const summary = {
  noChange: (head: string, base: string): string => `変更なし: ${head} は ${base} と同じです。`,
  sameWords: "2 つのプログラムは同じことを述べていますが、ここでは何の証明にもなりません。",
  readFirst: (files: string): string =>
    `最初に確認: ${files}。プログラムが述べる内容と表示を決めるファイルです。以下はすべて、変更後のプログラムが述べるもので、実際のデプロイの証明ではありません。`,
  noPath: "開く経路も閉じる経路もありません",
  paths: (opened: string, closed: number): string => `${opened}が開き、${closed} 本が閉じます`,
  refused: (resources: string): string => `エンジンが ${resources}で拒否します`,
  dataLost: (resources: string): string => `${resources}のデータが失われます`,
  trafficCut: (resources: string): string => `${resources}でトラフィックが切れます`,
  kept: (resources: string): string => `${resources}がスタックから外れ、削除されずに残ります`,
  rolled: (workloads: string): string => `${workloads}が作り直されます`,
  sentence: (parts: string[]): string => `${parts.join("。")}。`,
};

export const loss = {
  data: "データ喪失",
  traffic: "通信断",
  what: (what: string, change: "replaced" | "deleted", certain: boolean): string =>
    `${what} が${certain ? "" : "おそらく"}${change === "replaced" ? "置き換わる" : "削除される"}`,
  by: (inputs: string[]): string => `原因: ${inputs.join("、")}`,
  input: (input: string, replaced: string[]): string => `${input} (${replaced.join("、")} が置き換わる)`,
};

export const lossNotes: { [note in LossNote]: string } = {
  "no-last-snapshot": "最終スナップショットは作られない",
  "deletion-protection": "削除保護により拒否される",
  "made-elsewhere": "同じ名前のものが別の親の下に作られる。エイリアスを付ければ残せる",
};

export function called(what: string, name: string): string {
  return `${what} ${name}`;
}

export const refused = {
  change: "拒否",
  what: (what: string, change: Held["change"], certain: boolean): string =>
    `${what} が${certain ? "" : "おそらく"}${{ deleted: "削除される", replaced: "置き換わる", read: "読み取りだけになる" }[change]}`,
  why: (change: Held["change"]): string =>
    `保護されているため、更新全体が失敗する。${change === "deleted" ? "この前の更新で" : "同じ更新で"} protect を外してください`,
};

export const kept = {
  inCluster: "クラスターに残る",
  inAws: "AWS に残る",
  somewhere: "残る",
  what: (what: string, change: Held["change"], certain: boolean): string => {
    const done = {
      deleted: "プログラムから外れる",
      replaced: "置き換わる",
      read: "以後は読み取りだけになる",
    };
    return `${what} が${certain ? "" : "おそらく"}${done[change]}`;
  },
  why: {
    deleted: "retainOnDelete のため、エンジンは削除しない",
    replaced: "retainOnDelete のため、エンジンは古いほうを削除しない",
    read: "同じもので、ここではもう管理しない",
  } satisfies { [change in Held["change"]]: string },
  released: "読み取り終了",
  releasedWhy: "スタックはもともと管理していない",
};

export const paths = {
  opened: "開く",
  closed: "閉じる",
  levels: { closed: "不可", perhaps: "おそらく可", open: "可" } satisfies { [openness in Openness]: string },
  change: (before: string, after: string): string => `${before}から${after}に`,
  on: (ends: string, traffic: string): string => `${ends} ${/^[\x20-\x7e]/.test(traffic) ? traffic : `(${traffic})`}`,
  except: (traffic: string): string => ` (${traffic} を除く)`,
  openedBy: (by: string): string => `許可するルール: ${by}`,
  wasOpenedBy: (by: string): string => `許可していたルール: ${by}`,
};

export const rolls = {
  again: "再実行",
  rolls: "入れ替え",
  byHand: "手動で入れ替え",
  untilThen: "。それまで Pod はそのまま",
  asBound: "以後の経路はバインディングのものだけで、ほかの Pod の経路はなくなります",
  asOthers: "以後の経路は、ほかの Pod と同じになります",
};

export const upgrades = {
  what: (cluster: string, before: string, after: string): string => `クラスター ${cluster} ${before} -> ${after}`,
  upgraded: "アップグレード",
  refused: "拒否",
  perhapsRefused: "おそらく拒否",
  follows: "稼働中のクラスターも上がる。とどまるには kubernetesVersion を固定してください",
  eachInTurn: "EKS は一度に 1 つのマイナーバージョンしか上げられない。1 つずつ固定してください",
  notBack: "EKS は一度に 1 つのマイナーバージョンしか上げられず、戻せるのはアップグレードの直後だけ",
};

export const bindings = {
  change: { added: "追加", removed: "削除", changed: "変更" },
  with: (groups: string[]): string => `セキュリティグループ: ${groups.map(groupName).join("、")}`,
  adds: (groups: string[]): string => `追加: ${groups.map(groupName).join("、")}`,
  had: (groups: string[]): string => `付いていたもの: ${groups.map(groupName).join("、")}`,
  takesAway: (groups: string[]): string => `除去: ${groups.map(groupName).join("、")}`,
  replaces: (groups: string[]): string => `置き換え: ${groups.map(groupName).join("、")}`,
  selector: "選択条件が変わる",
};

export const verdicts = {
  new: (level: string): string => `新規 (${level})`,
  gone: "解消",
  on: (policy: string, resource: string): string => `${policy}: ${resource}`,
};

export const figures = {
  figure: "数値",
  rules: "ルール",
  overQuota: "クォータ超過",
  ruleCount: (inbound: string, outbound: string, quota: number): string =>
    `インバウンド ${inbound}、アウトバウンド ${outbound} (上限 ${quota})`,
  costPerDay: "1 日の費用",
  usd: (change: string): string => `${change} 米ドル`,
  interfaces: "ブランチネットワークインターフェイスの最大使用数",
  of: (needed: string, total: string): string => `${needed} (全体 ${total})`,
  ready: "新しいスタックが使えるまで",
  minutes: (change: string): string => `${change} 分`,
  none: "なし",
};

export const resources = {
  created: "作成",
  changed: "変更",
  deleted: "削除",
  groupsAdded: "セキュリティグループの追加",
  groupsRemoved: "セキュリティグループの削除",
  more: (count: number): string => `、ほか ${count} 個`,
  notJudged: "判定せず",
};

export const frame = {
  base: (side: string): string => `比較元: ${side}`,
  head: (side: string): string => `比較先: ${side}`,
  side: (name: string, commit: string | undefined, source: string, stack: string): string =>
    `${name}${commit === undefined ? "" : ` (${commit})`}、スタック ${stack} の${source}`,
  across: "情報源が異なるため、バインディング、経路、セキュリティグループだけを比べました。",
  sides: (base: string, head: string): string => `比較元: ${base}。比較先: ${head}。`,
  columns: ["変更", "対象", "理由"],
  left: (count: number): string => `ほか ${count} 件`,
  showsAll: (command: string): string => `${command} ですべて表示します`,
};
