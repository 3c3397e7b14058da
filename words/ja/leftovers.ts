/**
 * What AWS still has of labs, in Japanese.
 */
import type { Leftover } from "../../cli/leftovers/find";

const KINDS: { [kind in NonNullable<Leftover["kind"]>]: string } = {
  instance: "インスタンス",
  "NAT gateway": "NAT ゲートウェイ",
  "public address": "パブリック IP アドレス",
  volume: "ボリューム",
  "network interface": "ネットワークインターフェイス",
  "security group": "セキュリティグループ",
  subnet: "サブネット",
  "route table": "ルートテーブル",
  "internet gateway": "インターネットゲートウェイ",
  "launch template": "起動テンプレート",
  VPC: "VPC",
  "log group": "ロググループ",
};

export function leftoverName({ kind, name }: Leftover): string {
  return kind === undefined ? name : `${KINDS[kind]} ${name}`;
}

export function removalText({ command }: Leftover): string {
  return command ?? "AWS のタグのインデックスにあります。数時間遅れていることがあるため、コンソールで確認してください";
}

export function labOf(student: string, stack: string | undefined): string {
  return stack === undefined || stack === student ? `${student} のラボ` : `${student} のラボ (スタック ${stack})`;
}

export const nothing = (lab: string, region: string): string => `${lab}: AWS の ${region} には何も残っていません。`;
export const found = (count: number, lab: string, region: string): string =>
  `${lab}: AWS の ${region} に ${count} 件残っています。`;
export const removeAs = (role: string): string => `次のロールで削除してください: ${role}`;
export const notKnown = (stack: string, error: string): string =>
  `このうちどれがスタック ${stack} のステートにあり、npm run destroy で削除されるかはわかりません: ${error}`;

export const inNoState: string = "どのステートにもないもの。手動で削除するまで残り、課金が続くことがあります。";
export const byAws: string =
  "AWS がラボのために作ったもの。元のリソースと一緒に削除されます。元のリソースがもうない場合は手動で削除してください。";
export const inState = (stack: string): string =>
  `スタック ${stack} のステートにあるもの。npm run destroy -- --stack ${stack} で削除されます。`;

export const ofClass = {
  notAsked: (accounts: number, reason: string): string => `${accounts} アカウントは確認できませんでした: ${reason}`,
  fix: (roster: string): string => `npm run lab -- fleet preflight --roster ${roster} --only … で対処がわかります`,
  nobodyAsked: (labs: number): string => `${labs} 件のラボのどれも調べられず、何も分かっていません。`,
  nothing: (clean: number, labs: number): string => `${labs} 件のラボのうち ${clean} 件は AWS に何も残っていません。`,
};
