import { accessCommands, forgetCommands, type HandOut } from "../en/hand-out";

/** A student's hand-out in Japanese, as Markdown. */
export function handOutText(of: HandOut): string {
  const { student, fleet, account, region, cluster, principal, assumed, namespaces, expiry, page } = of;
  const own = namespaces.map((name) => `\`${name}\``).join("、");
  const access =
    principal === ""
      ? "クラスの名簿にあなたのロールもユーザーもないので、クラスターはまだあなたを知りません。自分の ARN を講師に伝え、新しい案内を受け取ってください。"
      : `\`aws sts get-caller-identity\` がアカウント ${account} を示すように AWS へサインインします。クラスターはあなたを \`${principal}\` として知っています。`;
  const signedIn =
    assumed === undefined
      ? ""
      : "\nすでにそのロールでサインインしているなら、`--role-arn` とその値を除いてください。\n";
  const rights =
    principal === ""
      ? "講師があなたを名簿に載せるまで、何もできません。"
      : "クラスターの中ではすべて (`AmazonEKSClusterAdminPolicy`)。AWS では、自分のロールかユーザーに許されたことだけです。ラボが作ったもの (VPC、クラスター、データベース、セキュリティグループ) はラボのものです。手で変えても、次にクラスが進むときに戻されるか、その妨げになります。";
  const end = `
\`\`\`sh
kubectl get services,persistentvolumeclaims --all-namespaces
\`\`\`

そのあと、自分のマシンで:

\`\`\`sh
${forgetCommands(of)}
\`\`\`
`;
  return `# あなたのラボ: ${student}

クラス ${fleet}、アカウント ${account}、リージョン ${region}、クラスター \`${cluster}\`。English: [README.md](README.md)

## アクセス

${access}
${accessCommands(of)}${signedIn}
## 作業する場所

名前空間 ${own}。[${page}](${page}) は、何が作られ、誰が誰に届き、それはなぜかを示します。

## できること

${rights}

講師がラボをステージからステージへ (in-cluster、rds-unbound、bound) 進めます。そのたびに Pod は作り直されます。

## 終わり

最後の日は ${expiry} です。そのあと講師がラボを消します。それまでに、自分で加えたもののうち AWS が何かを作ったもの (LoadBalancer 型の Service やボリュームなど) を消してください。ほかの誰も知らず、費用がかかり、ネットワークの削除を妨げます。
${principal === "" ? "" : end}`;
}
