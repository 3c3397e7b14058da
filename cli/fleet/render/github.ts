import { stringify } from "yaml";
import type { Roster, Student } from "../roster/types";

/** Jobs that one matrix may have. Source: https://docs.github.com/en/actions/reference/limits */
export const MATRIX_LIMIT = 256;

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
            options: ["preview", "up", "destroy"],
            required: true,
          },
          confirm: { description: `For destroy: the number of accounts, ${all}`, type: "string", default: "" },
        },
      },
    },
    permissions: { contents: "read", "id-token": "write" },
    // Two runs of one class would wait for each other's locks.
    concurrency: { group: `fleet-${roster.fleet}`, "cancel-in-progress": false },
    jobs: {
      check: {
        "runs-on": "ubuntu-latest",
        steps: [
          ...preparation(),
          { run: `npm run lab -- fleet validate --roster ${rosterFile}` },
          {
            name: "A destroy is confirmed by the number of accounts",
            if: "inputs.operation == 'destroy'",
            env: { CONFIRM: "${{ inputs.confirm }}" },
            run: `[ "$CONFIRM" = "${all}" ] || { echo "confirm is \\"$CONFIRM\\", the class has ${all} accounts"; exit 1; }`,
          },
        ],
      },
      [jobName(firstRing)]: ringJob(shards(first, firstRing, forFirst), { needs: ["check"] }, rosterFile),
      ...(others.length > 0
        ? {
            others: ringJob(
              shards(others, "others", MATRIX_LIMIT - forFirst),
              {
                needs: ["check", jobName(firstRing)],
                // What is to be destroyed costs money: it does not wait for anybody's success.
                if:
                  "!cancelled() && needs.check.result == 'success' && " +
                  `(inputs.operation == 'destroy' || needs['${jobName(firstRing)}'].result == 'success')`,
              },
              rosterFile,
            ),
          }
        : {}),
    },
  };
  return stringify(workflow, { lineWidth: 0 });
}

function ringJob(include: Shard[], when: { needs: string[]; if?: string }, rosterFile: string): object {
  return {
    ...when,
    "runs-on": "ubuntu-latest",
    "timeout-minutes": 350,
    strategy: { "fail-fast": false, matrix: { include } },
    steps: [
      ...preparation(),
      { uses: "pulumi/actions@v6" },
      {
        uses: "aws-actions/configure-aws-credentials@v5",
        with: { "role-to-assume": "${{ vars.FLEET_ROLE_ARN }}", "aws-region": "${{ vars.FLEET_REGION }}" },
      },
      {
        // Values go through the environment: a text in a script could become a part of it.
        env: {
          OPERATION: "${{ inputs.operation }}",
          ONLY: "${{ matrix.only }}",
          COUNT: "${{ matrix.count }}",
          PULUMI_CONFIG_PASSPHRASE: "${{ secrets.PULUMI_CONFIG_PASSPHRASE }}",
          PULUMI_ACCESS_TOKEN: "${{ secrets.PULUMI_ACCESS_TOKEN }}",
        },
        run: [
          'set -- fleet "$OPERATION" --roster ' + rosterFile + ' --only "$ONLY"',
          'if [ "$OPERATION" = destroy ]; then set -- "$@" --confirm "$COUNT"; fi',
          'npm run lab -- "$@"',
        ].join("\n"),
      },
      {
        if: "always()",
        uses: "actions/upload-artifact@v4",
        with: { name: "fleet-${{ matrix.shard }}", path: ".lab/fleet/*/logs\n.lab/fleet/*/results-*.json\n" },
      },
    ],
  };
}

function preparation(): object[] {
  return [
    { uses: "actions/checkout@v4", with: { "persist-credentials": false } },
    { uses: "actions/setup-node@v4", with: { "node-version": 22, cache: "npm" } },
    { run: "npm ci" },
  ];
}

/** A job's id: letters, digits, - and _. */
function jobName(ring: string): string {
  const name = ring.replace(/[^A-Za-z0-9_-]/g, "-");
  return /^[A-Za-z_]/.test(name) && name !== "check" && name !== "others" ? name : `ring-${name}`;
}
