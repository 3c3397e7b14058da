import { Document, isScalar, stringify, visit } from "yaml";
import { STAGES } from "../../../config";
import { counted } from "../../text";
import type { Roster, Student } from "../roster/types";
import { neededSecrets } from "./secrets";

/** Jobs that one matrix may have. Source: https://docs.github.com/en/actions/reference/limits */
export const MATRIX_LIMIT = 256;

const RUNNER = "ubuntu-24.04";
/** As long as the job's credentials hold: an hour, which every role allows. */
const JOB_MINUTES = 60;
/** Longest time for one student: the job ends by itself, and leaves no lock, before it is ended. */
const STUDENT_MINUTES = 45;

/** The actions that the workflow calls, by commit: the same as in `.github/workflows`. */
const ACTIONS = {
  checkout: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  node: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  credentials: "aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3",
  upload: "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
};

/** Some students of one ring, for one job. */
export interface Shard {
  shard: string;
  /** Ids, by comma. */
  only: string;
  /** How many they are, as a text: what `--confirm` wants. */
  count: string;
}

/** Divides students among at most `limit` jobs, as evenly as it goes. */
export function shards(students: Student[], name: string, limit: number): Shard[] {
  const jobs = Math.min(limit, students.length);
  return Array.from({ length: jobs }, (_, i) => {
    const from = Math.floor((i * students.length) / jobs);
    const own = students.slice(from, Math.floor(((i + 1) * students.length) / jobs));
    return { shard: `${name}-${i + 1}`, only: own.map(({ id }) => id).join(","), count: String(own.length) };
  });
}

/** The class as a GitHub workflow, started by hand: a job for the first ring, then one matrix for all others. */
export function githubWorkflow(roster: Roster, rosterFile: string): string {
  const [firstRing] = roster.rings;
  const several = roster.rings.length > 1;
  const first = several ? roster.students.filter(({ ring }) => ring === firstRing) : roster.students;
  const others = several ? roster.students.filter(({ ring }) => ring !== firstRing) : [];
  // The limit holds for a whole run, so the rings share it.
  const forFirst = others.length > 0 ? Math.max(1, Math.min(first.length, MATRIX_LIMIT / 4)) : MATRIX_LIMIT;
  const all = roster.students.length;
  const workflow = {
    name: `Fleet ${roster.fleet}`,
    on: {
      workflow_dispatch: {
        inputs: {
          operation: {
            description: "What to do",
            type: "choice",
            options: ["preview", "up", ...STAGES.map((stage) => `stage ${stage}`), "destroy"],
            required: true,
          },
          confirm: { description: `For destroy: the number of accounts, ${all}`, type: "string", default: "" },
        },
      },
    },
    permissions: {},
    // Two runs of one class would wait for each other's locks.
    concurrency: { group: `fleet-${roster.fleet}`, "cancel-in-progress": false },
    env: { ROSTER: rosterFile },
    jobs: {
      check: {
        name: "check the roster",
        "runs-on": RUNNER,
        "timeout-minutes": 15,
        permissions: { contents: "read" },
        steps: [
          ...preparation(),
          { run: 'npm run lab -- fleet validate --roster "$ROSTER"' },
          {
            name: "A destroy is confirmed by the number of accounts",
            if: "inputs.operation == 'destroy'",
            env: { CONFIRM: "${{ inputs.confirm }}" },
            run: `[ "$CONFIRM" = "${all}" ] || { echo "confirm is \\"$CONFIRM\\", the class has ${counted(all, "account")}"; exit 1; }`,
          },
        ],
      },
      [jobName(firstRing)]: ringJob(
        shards(first, jobName(firstRing), forFirst),
        { name: shardName(`ring ${firstRing}`), needs: ["check"] },
        roster,
      ),
      ...(others.length > 0
        ? {
            others: ringJob(
              shards(others, "others", MATRIX_LIMIT - forFirst),
              {
                name: shardName("the others"),
                needs: ["check", jobName(firstRing)],
                // What is to be destroyed costs money: it does not wait for anybody's success.
                if:
                  "!cancelled() && needs.check.result == 'success' && " +
                  `(inputs.operation == 'destroy' || needs['${jobName(firstRing)}'].result == 'success')`,
              },
              roster,
            ),
          }
        : {}),
    },
  };
  return stringify(withVersions(workflow), { lineWidth: 0 });
}

function ringJob(include: Shard[], when: { name: string; needs: string[]; if?: string }, roster: Roster): object {
  return {
    ...when,
    "runs-on": RUNNER,
    "timeout-minutes": JOB_MINUTES,
    environment: "fleet",
    permissions: { contents: "read", "id-token": "write" },
    strategy: { "fail-fast": false, matrix: { include } },
    steps: [
      ...preparation(),
      {
        uses: ACTIONS.credentials,
        with: {
          "role-to-assume": "${{ vars.FLEET_ROLE_ARN }}",
          "aws-region": "${{ vars.FLEET_REGION }}",
        },
      },
      {
        // Values go through the environment: a text in a script could become a part of it.
        env: {
          OPERATION: "${{ inputs.operation }}",
          ONLY: "${{ matrix.only }}",
          COUNT: "${{ matrix.count }}",
          ...Object.fromEntries(neededSecrets(roster).map(({ variable }) => [variable, `\${{ secrets.${variable} }}`])),
        },
        run: [
          // Of "stage bound" the second word is an argument.
          `set -- fleet "\${OPERATION%% *}" --roster "$ROSTER" --only "$ONLY" --time-limit ${STUDENT_MINUTES}`,
          'if [ "$OPERATION" = destroy ]; then set -- "$@" --confirm "$COUNT"; fi',
          'case "$OPERATION" in "stage "*) set -- "$@" "${OPERATION#stage }" ;; esac',
          'npm run lab -- "$@"',
        ].join("\n"),
      },
      {
        if: "always()",
        uses: ACTIONS.upload,
        with: {
          name: "fleet-${{ matrix.shard }}",
          path: ".lab/fleet/*/logs\n.lab/fleet/*/results-*.json\n",
          // The folder's name begins with a dot, and such folders are passed over otherwise.
          "include-hidden-files": true,
        },
      },
    ],
  };
}

function preparation(): object[] {
  return [
    { uses: ACTIONS.checkout, with: { "persist-credentials": false } },
    { uses: ACTIONS.node, with: { "node-version": 22, "package-manager-cache": false } },
    { run: "npm ci --ignore-scripts" },
  ];
}

/** What a job is called that runs several times. */
function shardName(what: string): string {
  return `${what} (\${{ matrix.shard }})`;
}

/** The workflow with each action's version as a comment behind its commit, and why a right is needed behind that. */
function withVersions(workflow: object): Document {
  const document = new Document(workflow);
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar(value)) return;
      if (key.value === "id-token") value.comment = " the role, by OIDC";
      if (key.value !== "uses") return;
      const [action, version] = String(value.value).split(" # ");
      Object.assign(value, { value: action, comment: ` ${version}` });
    },
  });
  return document;
}

/** A job's id: letters, digits, - and _. */
function jobName(ring: string): string {
  const name = ring.replace(/[^A-Za-z0-9_-]/g, "-");
  return /^[A-Za-z_]/.test(name) && name !== "check" && name !== "others" ? name : `ring-${name}`;
}
