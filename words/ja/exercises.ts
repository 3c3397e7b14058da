/** The exercises in Japanese. */

export type { ExerciseText } from "../en/exercises";

export const texts = {
  "dns-over-tcp": {
    title: "長い DNS 応答だけが届かない",
    line: "ほとんどの名前は解決できますが、一部だけが解決できません。",
    symptoms: [
      "catalog は動作しています。開発チームが、アドレスを多く持つ名前を引くライブラリを追加したところ、その名前解決だけが数秒後に失敗します。",
      "catalog の Pod のネットワークで dig を実行すると (kubectl debug)、データベースのアドレスはすぐに返ります。長い応答になる名前では、Truncated, retrying in TCP mode の後に no servers could be reached と表示されます。同じ名前解決が、ほかの Pod ではどれも成功します。",
    ],
    cause:
      "バインディングの経路を手で書いたため、ポート 53 が UDP だけに開いています。UDP に収まらない応答は途中で切られ、リゾルバーは TCP で問い合わせ直しますが、TCP を通すルールがどちらの側にもありません。",
    evidence: "表では catalog -> DNS の tcp 53 が不可です。Pulumi ポリシー pod-dns がデプロイを止めます。",
    fix: "経路を dns: true と宣言します。UDP と TCP の両方について、両側のルールが作られます。",
  },
  "wrong-node-group": {
    title: "DNS も kubelet のプローブも届かない",
    line: "Pod に専用のグループが付きましたが、名前を解決できず、kubelet のプローブにも応答しません。",
    symptoms: [
      "バインディングを別のチームから譲り受けました。そのチームのクラスターでは動作します。こちらでは catalog の Pod にブランチネットワークインターフェイスが付きますが、Ready になりません。",
      "イベントには Readiness probe failed: context deadline exceeded とあります。ログによると、データベースの名前を解決できません (i/o timeout)。ほかの Pod はどれも解決できます。",
    ],
    cause:
      "バインディングに、ノードは独自のグループを持つと伝えていたため、DNS と kubelet のプローブのルールがそのグループに対して作られました。このクラスターのノードに付いているのは、EKS が作るクラスターセキュリティグループです。起動テンプレートはほかのグループを指定していません。",
    evidence:
      "表では catalog -> DNS と ノード -> catalog が不可です。Pulumi ポリシー pod-dns と probe-ports がデプロイを止め、許可すべきだったグループを示します。",
    fix: "ノードがクラスターセキュリティグループを持つ場合は、nodeSecurityGroupId を書きません。別のグループを持つ場合は、実際に付いているグループの ID を書きます。",
  },
  "host-network": {
    title: "ノードと同じアドレスの Pod",
    line: "ポリシーもラベルも正しいのに、Pod に専用のグループが付きません。",
    symptoms: [
      "catalog が再起動を繰り返し、ログは dial tcp …:3306: i/o timeout で終わります。ラベルは正しく、ポリシーに選択されています。同じラベルを持つプローブ probe-bound は成功します。",
      "このような Pod は、名前空間のラベルで拒否されるはずでした。しかし拒否されませんでした。",
      "kubectl get pods -o wide では、Pod のアドレスがノードのアドレスと同じです。アノテーション vpc.amazonaws.com/pod-eni はありません。",
    ],
    cause:
      "Pod テンプレートに hostNetwork: true があります。この Pod は自分のネットワークインターフェイスを持たないため、VPC リソースコントローラーはブランチネットワークインターフェイスを付けられません。通信はノードのプライマリネットワークインターフェイスから、ノードのグループで出ます。このような Pod を拒否するはずの名前空間のラベル (Pod Security Standard の restricted) も、あわせて緩められていました。",
    evidence:
      "Pulumi ポリシー bound-pod-spec がデプロイを止めます。--check は、Pod に付くのがノードのグループであること、名前空間の Pod Security Standard がラボと異なることを示します。表では Deployment catalog が別の行になり、catalog-db には届きません。バインディングのグループのルールは正しいままです。",
    fix: "hostNetwork を外し、名前空間がこのような Pod を再び拒否するようにします。",
  },
  "empty-selector": {
    title: "すべての Pod がデータベースに届く",
    line: "ラベルのない Pod が届かないことを確かめるプローブが失敗します。",
    symptoms: [
      "catalog は動作しますが、pulumi up がプローブの失敗で終わります。probe-unlabelled によると、付くはずのない Pod に、ブランチネットワークインターフェイスが付いています。",
      "名前空間 catalog でラベルなしの Pod を起動すると、ブランチネットワークインターフェイスが付き、データベースに届きます。",
    ],
    cause:
      "2 つ目の SecurityGroupPolicy が手で書かれ、podSelector: {} となっています。空のセレクターは何も選択しないのではなく、名前空間のすべての Pod を選択します。",
    evidence:
      "表に 2 つ目のポリシーの Pod の行があり、データベースに届きます。Pulumi ポリシー policy-selector がデプロイを止めます。名前空間のワークロードがこの 2 つ目のポリシーを待たないため、bound-pod-order も止めます。",
    fix: "2 つ目のポリシーを削除します。バインディングには、専用のラベルで選択するポリシーがすでにあります。",
  },
  "no-trunk": {
    title: "Pending のままの Pod",
    line: "専用のグループを持つ Pod だけが待ち続け、ほかは動作します。",
    symptoms: [
      "費用を抑えるため、ノードのインスタンスタイプを変えました。catalog の新しい Pod は Pending のままで、イベントは Insufficient vpc.amazonaws.com/pod-eni です。ポリシーのない Pod はこれまでどおり起動します。",
      "VPC CNI の設定は正しく、ノードの CNINode には SecurityGroupsForPods があります。",
    ],
    cause:
      "t3.large はトランクネットワークインターフェイスを持てません。t ファミリーのタイプはどれも同じです。そのためノードはブランチネットワークインターフェイスを提供できず、必要とする Pod はノードに配置されません。",
    evidence:
      "設定の検査がこのタイプをエラーにし、使えるタイプのうち最も近いものを示します。設定を検査しないスタックでは、Pulumi ポリシー trunk-capable-nodes がデプロイを止めます。",
    fix: "トランクに対応するタイプを使います。既定は m6g.large です。",
  },
  "early-demux": {
    title: "タイムアウトする kubelet のプローブ",
    line: "経路はすべて開いているのに、kubelet に応答が返りません。",
    symptoms: [
      "catalog の Pod はデータベースに接続し、ログにエラーはありません。それでも Readiness probe failed: context deadline exceeded が出て Ready にならず、Liveness probe の失敗で再起動します。",
      "Pod のセキュリティグループは、クラスターセキュリティグループからのポート 8080 を許可しています。プランの表でも、ノードから catalog に届きます。",
    ],
    cause:
      "strict モードでは、バインドした Pod のすべてのトラフィックがブランチネットワークインターフェイスを通り、同じノードの kubelet との通信も例外ではありません。ノードのカーネルがソケットを早い段階で探す (TCP early demux) 間は、kubelet からこのような Pod への接続が確立しません。オフにするには、VPC CNI アドオンの init.env で DISABLE_TCP_EARLY_DEMUX を true にします。",
    evidence:
      "Pulumi ポリシー vpc-cni-setting がデプロイを止めます。ルールは正しいため、表では届くことになっています。--verbose では、kubelet のプローブに DISABLE_TCP_EARLY_DEMUX も必要だと表示されます。--verbose のバインディングに disableTcpEarlyDemux: true とあるのは、コンポーネントが設定したと述べている値です。Pulumi ポリシーは、アドオンの設定そのものを読みます。",
    fix: "コンポーネントのとおり、init.env で DISABLE_TCP_EARLY_DEMUX を true にします。standard モードでは不要です。",
  },
  "policy-after-pod": {
    title: "再起動しないと動かない Pod",
    line: "新しいスタックで catalog が失敗し、起動し直すと動作します。",
    symptoms: [
      "新しいスタックの pulumi up で、catalog の Pod がアノテーション vpc.amazonaws.com/pod-eni なしで起動し、ログは dial tcp …:3306: i/o timeout で終わります。イベント SecurityGroupRequested はありません。",
      "kubectl rollout restart の後はすべて正常です。次の新しいスタックでは、同じことが起きる場合も、起きない場合もあります。",
    ],
    cause:
      "Pod のラベルがバインディングから取られず手で書かれているため、Deployment が SecurityGroupPolicy の後に来ることがどこにも示されていません。両者は同時に作られます。ポリシーより先に起動した Pod は、作り直されるまでノードのグループのままです。手で書かれたアノテーションはグループの ID だけを含むため、適用モードの変更も Pod に届きません。",
    evidence:
      "Pulumi ポリシー bound-pod-order がデプロイを止めます。--check は、Pod が古い適用モードのままになることも示します。順序は表には現れません。表が示すのは、すべてがそろった後の状態です。",
    fix: "podLabels と podAnnotations をバインディングから取ります。ポリシーとルールができるまで値が渡されません。",
  },
  "group-replaced": {
    title: "説明の変更",
    line: "害のないはずの変更の後、古いグループを削除できません。",
    symptoms: [
      "数週間動いているスタックで、Pod のセキュリティグループの説明を 1 語だけ変えました。AWS では説明を変更できないため、pulumi up は新しいグループを作り、ルールとポリシーを移し、古いグループを削除します。削除は 15 分後に DependencyViolation で失敗します。",
      "この変更自体はファイルにありません。足りないのは、Pod を変更に追従させるはずだったものです。",
      "その間、catalog はデータベースに届きません。Pod は動き続けていますが、ブランチネットワークインターフェイスには古いグループが付いています。スタックのプランにおかしなところは見当たりません。",
    ],
    cause:
      "Pod は、起動したときのグループを持ち続けます。catalog はバインディングのラベルを受け取っていますが、グループ ID と適用モードのハッシュを持つ podAnnotations を受け取っていません。そのため新しいグループになっても Pod テンプレートが変わらず、Deployment は Pod を作り直しません。",
    evidence:
      "現在のスタックは正しいため、Pulumi ポリシーにも表にも現れません。--check は、lab diff が変更を見るときと同じように、グループの置き換えを机上で行い、さらに standard モードのプランとも比べて、手で再起動する必要のある Deployment を見つけます。",
    fix: "バインディングの podAnnotations も Pod テンプレートに渡します。すでに起きたクラスターでは kubectl rollout restart を実行します。",
  },
  "sixth-group": {
    title: "ContainerCreating のままの Pod",
    line: "5 つのチームが、自分のグループを Pod に付けるよう求めています。",
    symptoms: [
      "5 つのチームが、それぞれのセキュリティグループを catalog の Pod に付けるよう求めました。SecurityGroupPolicy を手で書いた別のクラスターでは、Pod が ContainerCreating のままになりました。このコピーではバインディングを使うため、そこまで進まず、何が誤りかを示すエラーで停止します。",
      "別のクラスターでのイベントは BranchAllocationFailed: InvalidParameterValue: … exceeded limit 5 on the number of interface security group memberships です。このアカウントのクォータは増やされておらず、5 のままです。",
    ],
    cause:
      "バインディング自身のグループと合わせて 6 つになります。1 つのネットワークインターフェイスに付けられるセキュリティグループは 5 つまでです。アカウントのクォータは、AWS に申請すると 16 まで増やせます。",
    evidence:
      "ほかの何よりも先に、バインディング自身がエラーで停止します。バインディングを使わないスタックでは、Pulumi ポリシー policy-groups がデプロイを止めます。",
    fix: "Pod に付けるグループを減らします。1 つのグループに複数のルールをまとめられます。アカウントのクォータを増やした場合 (この演習は該当しません) は、バインディング (securityGroupsPerInterface) と Pulumi ポリシー policy-groups (ポリシーパックの設定の quota) の両方に書きます。",
  },
  "no-label": {
    title: "データベースに届かないサービス",
    line: "プローブはすべて成功しますが、catalog は起動しません。",
    symptoms: [
      "probe-bound は接続し、probe-unlabelled と probe-elsewhere はタイムアウトします。プローブはすべて成功です。それでも catalog は起動せず、ログは dial tcp …:3306: i/o timeout で終わります。",
      "catalog の Pod にはアノテーション vpc.amazonaws.com/pod-eni もイベント SecurityGroupRequested もありません。何度再起動しても同じです。",
    ],
    cause:
      "catalog がバインディングのラベルを受け取っていないため、SecurityGroupPolicy に選択されません。これはどこでもエラーになりません。Pod はノードのグループで動作します。",
    evidence:
      "表では、同じ名前のバインディングとは別に Deployment catalog の行があり、catalog-db には届きません。--check は、Pod に付くのがノードのグループだと示します。専用のグループのない Pod は許されているため、Pulumi ポリシーは何も指摘しません。稼働中のクラスターでは、lab inspect がこの Pod を「適用なし」と示します。",
    fix: "バインディングのラベルとアノテーション (boundPods) を catalog に渡します。",
  },
};

export const list = {
  heading: "10 の演習: それぞれ、ラボのプログラムに誤りが 1 つあります。オフラインで見つけて直します。",
  setUp: "準備済み",
  how: (command: string): string => `準備するには: ${command}`,
};

export const task = {
  title: (number: number, title: string): string => `演習 ${number}: ${title}`,
  there: (folder: string): string => `${folder} はすでにあります。何も変更していません。`,
  made: (folder: string): string => `誤りのあるプログラムを ${folder} に作成しました。`,
  reset: (folder: string): string => `${folder} を準備したときの状態に戻しました。`,
  files: (files: string[]): string => `誤りは ${files.join(" と ")} にあります。`,
  commands: { plan: "プランを見る", check: "確認する", solve: "答えを見る", reset: "やり直す" },
};

export const outcome = {
  solved: "正解です。プランの答えはラボのものと同じで、Pulumi ポリシーの指摘も増えていません。",
  notYet: "まだ直っていません。",
  planning: "コピーと、比較のためのラボのプログラムをプランしています…",
  checkingTypes: "変更したファイルの型を検査しています…",
  refused: "プログラムがエラーで停止しました",
  types: "型が合いません",
  policies: "Pulumi ポリシーの指摘",
  rows: "誰が何に届くか: ラボと異なる行",
  kept: "変更しても作り直されない Pod: ラボと異なるもの",
  namespaces: "名前空間の Pod Security Standard: ラボと異なるもの",
  noStandard: "なし",
  pods: "Pod: ラボと異なるもの",
  unlike: (what: string, found: string, expected: string): string =>
    `${what}: ${found} (ラボでは${/^[\w]/.test(expected) ? " " : ""}${expected})`,
  noRow: "行なし",
  absent: "ありません",
  groups: { own: "専用のセキュリティグループ", node: "ノードのセキュリティグループ", "not known": "不明" },
  missing: (end: string): string => `${end} がありません。`,
  added: (end: string, open: string[], closed: string[], unknown: string[]): string =>
    [
      `${end} はラボにはありません`,
      ...(open.length > 0 ? [`届く: ${open.join("、")}`] : []),
      ...(closed.length > 0 ? [`届かない: ${closed.join("、")}`] : []),
      ...(unknown.length > 0 ? [`不明: ${unknown.join("、")}`] : []),
    ].join("。") + "。",
  keeps: (workload: string, groups: string[], settings: string[]): string =>
    groups.length > 0
      ? `${groups.join("、")} が置き換えられても、${workload} の Pod は古いグループのままです。Pod テンプレートのアノテーションに、グループとともに変わるものがないため、Pod が作り直されません。`
      : `適用モードを変えても (${settings.join("、")})、${workload} の Pod は古いモードのままです。Pod テンプレートのアノテーションに、モードとともに変わるものがないため、Pod が作り直されません。`,
};

export const answer = {
  solved: (folder: string): string => `${folder} を直しました。`,
  already: (folder: string): string => `${folder} はすでに直っています。何も変更していません。`,
  cause: "原因",
  evidence: "根拠",
  fix: "直し方",
  living: (kinds: string[], command: string): string =>
    `稼働中のクラスターでは、${command} が ${kinds.join(" と ")} を見つけます。`,
};
