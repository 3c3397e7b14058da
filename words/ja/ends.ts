/** What the ends of network paths are called in Japanese; ids stay as they are. */
import { nameInId } from "../en/ends";

const FIXED: { [id: string]: string } = {
  anything: "任意の相手",
  "same-node": "同じノードの中のすべて",
  "unbound-pods": "ほかの Pod",
  nodes: "ノード",
  dns: "DNS",
  "kubernetes-api": "Kubernetes API",
  internet: "インターネット",
};

export { nameInId };

export function endName(id: string): string {
  return FIXED[id] ?? nameInId(id);
}

export function endKind(id: string): string {
  if (id.startsWith("bound:")) return "専用のセキュリティグループ";
  if (id.startsWith("pods:")) return "ノードのセキュリティグループ";
  if (id.startsWith("proxy:")) return "プロキシ";
  return id.startsWith("database:") ? "データベース" : "";
}

export function list(names: string[]): string {
  return names.join("、");
}

export function cell(allowed: boolean | null): string {
  if (allowed === null) return "不明";
  return allowed ? "可" : "不可";
}

export function answerWord(allowed: boolean | null): string {
  return cell(allowed);
}

export function perhaps(name: string): string {
  return `おそらく ${name}`;
}
