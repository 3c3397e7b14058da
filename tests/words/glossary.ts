/**
 * One spelling for one thing in all Japanese texts: as AWS's Japanese manuals have it today, with what else one meets for it.
 * Source: https://docs.aws.amazon.com/ja_jp/eks/latest/userguide/security-groups-for-pods.html
 */
export const GLOSSARY: { term: string; not: RegExp }[] = [
  { term: "Pod", not: /ポッド|(?<!-|get )\bpods?\b(?![-/:s.])/ },
  { term: "クラスター", not: /クラスタ(?!ー)/ },
  { term: "セキュリティグループ", not: /セキュリティ[・ ]グループ|セキュリティー/ },
  { term: "ネットワークインターフェイス", not: /インターフェース|インタフェース|インターフェイース/ },
  { term: "ブランチネットワークインターフェイス", not: /ブランチ(ENI|インターフェイス)|分岐/ },
  { term: "トランクネットワークインターフェイス", not: /トランク(ENI|インターフェイス)/ },
  { term: "プライマリネットワークインターフェイス", not: /プライマリ(ENI|インターフェイス)|プライマリー/ },
  { term: "コントローラー", not: /コントローラ(?!ー)/ },
  { term: "プロバイダー", not: /プロバイダ(?!ー)/ },
  { term: "ユーザー", not: /ユーザ(?!ー)/ },
  { term: "スケジューラー", not: /スケジューラ(?!ー)/ },
  { term: "ロードバランサー", not: /ロードバランサ(?!ー)/ },
  { term: "名前空間", not: /ネームスペース/ },
  { term: "アドオン", not: /アドイン|アド・オン/ },
  { term: "インバウンドルール", not: /受信ルール|イングレス/ },
  { term: "アウトバウンドルール", not: /送信ルール|エグレス|イーグレス/ },
  { term: "データベース", not: /データ・ベース|ＤＢ/ },
  { term: "クォータ", not: /クオータ|割当て|割り当て(?![まらて])/ },
  { term: "ノードグループ", not: /ノード[・ ]グループ/ },
  { term: "起動テンプレート", not: /ローンチテンプレート/ },
  { term: "NAT ゲートウェイ", not: /ゲートウエイ|NATゲートウェイ/ },
  { term: "ワークロード", not: /ワーク[・ ]ロード/ },
  { term: "受講者", not: /受講生|学生|生徒/ },
];
