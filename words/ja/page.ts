/** What the page of a plan says in Japanese. */
export const language: string = "ja";

export const page = {
  space: "",
  title: (headline: string, stack: string): string => `${headline} – ${stack} のプラン`,
  heading: (stack: string, stage: string | undefined): string =>
    `スタック ${stack}${stage === undefined ? "" : `、ステージ ${stage}`} のプラン`,
  lead: (project: string): string =>
    `実際のプログラム ${project} からオフラインで作成しました。何もデプロイせず、アカウントにも問い合わせていません。`,
  skip: "プランへ移動",
  navigation: "セクション",
  footer: "lab plan --html がプランだけから作成しました。同じプランからは同じページができます。",
  sections: {
    answer: "答え",
    stages: "3 つのステージ",
    pod: "Pod に起きること",
    topology: "構成図",
    reachability: "誰が何に届くか",
    policies: "Pulumi ポリシー",
    time: "時間",
    cost: "費用",
    "branch-interfaces": "ブランチネットワークインターフェイス",
    rules: "セキュリティグループごとのルール数",
    "not-judged": "判定しなかったもの",
    resources: "作られるもの",
    binding: "バインディング",
  },
  warning: (text: string): string => `警告: ${text}`,
  pointAtLine: "マウス、タッチ、キーボードで線を選ぶと、それを決めるルールを表示します。",
  scrolls: "図は画面より広いため、横にスクロールできます。",
  pictureLabel: "構成図",
  thisPlan: "このプラン",
  tryStage: (stage: string): string => `npm start -- --config stage=${stage}`,
};

export const tiles = {
  resources: "リソース",
  inComponents: (components: string): string => components,
  ready: "使えるまで",
  slow: (minutes: string): string => `すべてが遅い場合 ${minutes}`,
  costs: "費用",
  anHour: (amount: string): string => `1 時間 ${amount}`,
  atLeast: "最低額",
  listPrice: "公開料金",
  interfaces: "ブランチネットワークインターフェイス",
  of: (needed: number, total: number): string => `${total} のうち ${needed}`,
  atWorst: "最も多い時点で使用",
  whoReaches: (database: string, ports: string): string => `${database} の ${ports} に届くもの`,
  answer: (end: string, word: string): string => `${end}: ${word}`,
};

export const reach = {
  note: "行が接続元、列が接続先です。",
  table: "判定の表",
  hint: "マウス、タッチ、キーボードで答えを選ぶと理由を表示します。リンク先は下の一覧です。",
  reasons: "すべての判定の理由",
  from: (end: string): string => `接続元: ${end}`,
  to: (end: string): string => `→ ${end}`,
};

export const limits = {
  free: (count: number): string => `空き: ${count}`,
  quota: "それぞれのクォータ",
  exceeded: "超過",
  morePossible: (why: string): string => `これより多い可能性があります: ${why}`,
  none: "プランはセキュリティグループを作りません。",
};

export const made = {
  nothing: "ありません。",
  none: "プログラムはバインディングを出力しません。",
  later: "デプロイ後に確定",
  empty: "なし",
};
