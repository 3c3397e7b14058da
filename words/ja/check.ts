/** What a check of a stack's file says in Japanese. */
export const check = {
  title: (source: string, stack: string, project: string, resources: string): string =>
    `プロジェクト ${project} のスタック ${stack} の${source}: ${resources}。`,
  offline: "このファイルだけを読み、ほかには何も問い合わせていません。",
  signs:
    "「-」は調べていない組み合わせ (データベースから自分自身へなど)、「不明」はこのファイルだけではわからないものです。",
  open: "可",
  closed: "不可",
  notKnown: "不明",
  notTheSame: "一様ではない",
};

const SOURCES: { [name: string]: string } = {
  program: "プログラム",
  plan: "プラン",
  state: "ステート",
  preview: "プレビュー",
  policy: "ポリシー",
  live: "稼働中のクラスター",
};

export function source(name: string): string {
  return SOURCES[name] ?? name;
}

export function said(what: string, text: string): string {
  return `${what}: ${text}`;
}
