/**
 * What a preflight says of an account, in Japanese.
 */
import type { FixedRole, Fix, Found, Subject, Tool, Verdict } from "../../cli/preflight/verdict";
import { labCommand, setCommand } from "../en/preflight";
import { leftoverName } from "./leftovers";

export { labCommand, setCommand };

export const marks: { [verdict in Verdict["verdict"]]: string } = { ok: "ok", warn: "注意", fail: "NG" };

const TOOLS: { [tool in Tool]: string } = { pulumi: "Pulumi CLI", aws: "AWS CLI" };

const SERVICES: { [service: string]: string } = {
  "rds.amazonaws.com": "RDS のサービスロール",
  "eks.amazonaws.com": "EKS のサービスロール",
  "eks-nodegroup.amazonaws.com": "ノードグループのサービスロール",
};

const QUOTAS: { [quota in Extract<Subject, { kind: "quota" }>["quota"]]: string } = {
  vcpus: "オンデマンド標準 vCPU",
  addresses: "Elastic IP アドレス",
  vpcs: "リージョンあたりの VPC",
  natGateways: "ゾーンあたりの NAT ゲートウェイ",
  rules: "セキュリティグループのルール",
};

export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case "account":
      return "アカウント";
    case "cluster access":
      return "クラスターへのアクセス";
    case "earlier labs":
      return "以前のラボ";
    case "tool":
      return TOOLS[subject.tool];
    case "service role":
      return SERVICES[subject.service];
    case "quota":
      return QUOTAS[subject.quota];
    case "Kubernetes":
    case "MySQL":
      return `${subject.kind} ${subject.version}`;
    case "add-on":
      return `アドオン ${subject.addon}`;
    case "type":
      return subject.type;
  }
}

export function foundText(found: Found): string {
  switch (found.kind) {
    case "value":
      return found.value;
    case "refused":
      return found.error;
    case "not asked":
      return `確認できませんでした: ${found.error}`;
    case "other account":
      return `認証情報は ${found.account} のもので、スタックは ${found.accounts.join("、")} 用です`;
    case "any account":
      return `${found.account}。このスタックはどのアカウントでも受け付けます`;
    case "has access":
      return `${found.principal} は登録済みで、クラスターもあります`;
    case "second access":
      return `${found.principal} はクラスターを作成するため、すでに管理者です。EKS は 2 つ目のアクセスエントリを拒否します (409)`;
    case "exists":
      return "あります";
    case "missing":
      return "ありません";
    case "no version":
      return "バージョンを返しません";
    case "not on the PATH":
      return "PATH にありません";
    case "too old":
      return `${found.version}。${found.needed} 以降が必要です`;
    case "quota": {
      const where = found.group === undefined ? "" : ` (${found.group})`;
      const used = found.group === undefined && found.used > 0 ? `、使用中 ${found.used}` : "";
      return `必要 ${found.needed}${where}${used}、クォータ ${found.limit}`;
    }
    case "not offered":
      return `${found.by} はこのリージョンで提供していません`;
    case "extended support":
      return `${found.ends === undefined ? "" : `${found.ends} から`}延長サポート中です (1 時間 $0.60)`;
    case "standard support":
      return `${before(found.version)}${found.ends === undefined ? "" : `${found.ends} まで`}標準サポート中です`;
    case "standard support ends soon":
      return `${before(found.version)}標準サポートは ${found.ends} までです`;
    case "left standard support":
      return `標準サポートは ${found.ends} に終了しました`;
    case "unsupported":
      return "サポートは終了しました";
    case "no add-on":
      return `Kubernetes ${found.kubernetesVersion} 用がありません`;
    case "default add-on":
      return `AWS の既定のバージョン (最新は ${found.newest})`;
    case "version not offered":
      return `${found.version} は提供されていません`;
    case "can be ordered":
      return "利用できます";
    case "cannot be ordered":
      return "このリージョンでは利用できません";
    case "offered in":
      return `${found.zones.join("、")} で利用できます`;
    case "not offered in":
      return `${found.zones.join("、")} では利用できません`;
    case "nothing left":
      return "残っていません";
    case "left": {
      const [first, ...others] = found.leftovers;
      const more = others.length > 0 ? ` ほか ${others.length} 件` : "";
      return `${leftoverName(first)}${more} (タグ ${found.student}): 残っているか、使用中です`;
    }
  }
}

function before(version: string | undefined): string {
  return version === undefined ? "" : `${version}、`;
}

export function fixText(fix: Fix, roster?: string): string {
  switch (fix.kind) {
    case "sign in":
      return "aws sso login を実行するか、AWS_PROFILE を export してください";
    case "assume":
      return `自分の ID が ${fix.role} を引き受けられるようにしてください`;
    case "right account":
      return roster === undefined
        ? "そのアカウントの認証情報か、aws:assumeRoles を使ってください"
        : `${roster} にある受講者のアカウントまたはロールを修正してください`;
    case "name account":
      return `スタックのファイルに記載してください: aws:allowedAccountIds: ["${fix.account}"]`;
    case "leave out":
      return roster === undefined
        ? `adminPrincipals と viewerPrincipals から ${fix.principal} を外してください`
        : `${roster} の受講者の行と config から ${fix.principal} を外してください`;
    case "allow":
      return `許可してください: ${fix.actions.join("、")}`;
    case "create roles":
      return labCommand("preflight", roster, " --fix");
    case "ask leftovers":
      return labCommand("leftovers", roster);
    case "link":
      return fix.link;
    case "set": {
      const set =
        roster === undefined
          ? setCommand(fix.key, fix.value)
          : `${roster} に config.${fix.key}${fix.value === undefined ? "" : `: ${fix.value}`} を設定してください`;
      return fix.orRegion ? `${set} (またはほかのリージョンを使用)` : set;
    }
    case "pin":
      return `次のいずれかに固定してください: ${fix.versions.join("、")}`;
    case "other region":
      return "ほかのリージョンを使ってください";
    case "newer release":
      return "新しいリリースのラボを使ってください";
    case "install":
      return fix.tool === "pulumi"
        ? "npm ci を実行するか、pulumi.com/docs/install からインストールしてください"
        : "バージョン 2 をインストールしてください: aws.amazon.com/cli";
  }
}

export function fixedText(fixed: FixedRole): string {
  switch (fixed.outcome) {
    case "created":
      return `${fixed.role} を作成しました`;
    case "exists":
      return `${fixed.role} はすでに作成されていました`;
    case "failed":
      return `${fixed.role} を作成できませんでした: ${fixed.error}`;
  }
}

export const frame = {
  title: (stack: string, student: string, region: string): string =>
    `スタック ${stack}${student === stack ? "" : ` (${student})`} の事前確認、リージョン ${region}。`,
  unchanged: "何も変更していません。",
  fails: (count: number): string => `このままではラボの作成に失敗します: ${count} 件。`,
  warns: (count: number): string => `ラボを作成できます。注意が ${count} 件あります。`,
  well: "ラボを作成できます。",
};

export const ofClass = {
  columns: ["受講者", "アカウント", "リージョン", "OK", "注意", "NG"],
  finding: (mark: string, what: string, found: string): string => `${mark}: ${what}: ${found}`,
  notReady: (bad: number, all: number): string => `${all} アカウントのうち ${bad} アカウントは準備ができていません。`,
  ready: "すべてのアカウントの準備ができています。",
};
