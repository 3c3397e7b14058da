import { makePlan } from "../plan/make";
import type { StackConfig } from "../stack-config";
import { awsClients, type AwsClients } from "./clients";
import type { Facts } from "./facts";
import { fixRoles } from "./fix";
import { gatherFacts } from "./gather";
import { gatherTools } from "./tools";
import { type Verdict, verdicts } from "./verdicts";
import { type Wanted, wantedOf } from "./wanted";

/** What a preflight found. */
export interface Preflight {
  wanted: Wanted;
  verdicts: Verdict[];
  /** What `--fix` did. */
  fixed: string[];
}

/** How an account is checked. */
export interface PreflightOptions {
  /** Folder of the program. */
  program: string;
  today: string;
  /** Create missing service-linked roles. */
  fix?: boolean;
  /** Whether this machine's tools are checked, too. */
  tools?: boolean;
  clients?: (wanted: Wanted) => Promise<AwsClients>;
}

/** Checks whether a stack can be built in its account. Reads only, but for `fix`. */
export async function preflight(stack: StackConfig, options: PreflightOptions): Promise<Preflight> {
  const wanted = wantedOf(await makePlan(options.program, stack), stack.config);
  return checkAccount(wanted, options);
}

/** Checks an account for what is wanted of it. */
export async function checkAccount(wanted: Wanted, options: PreflightOptions): Promise<Preflight> {
  const { region, role } = wanted;
  const sessionName = `lab-preflight-${wanted.student}`.replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
  const clients = await (options.clients?.(wanted) ?? awsClients({ region, role, sessionName }));
  const [found, tools] = await Promise.all([
    gatherFacts(clients, wanted),
    options.tools ? gatherTools(options.program) : undefined,
  ]);
  const facts: Facts = { ...found, tools };
  const isRight = verdicts(facts, wanted, options.today)[0].verdict !== "fail";
  // Nothing is ever written into an account that is not the stack's.
  const fixed = options.fix && isRight ? await fixRoles(clients, facts) : [];
  const after = fixed.length > 0 ? { ...facts, roles: (await gatherFacts(clients, wanted)).roles } : facts;
  return { wanted, verdicts: verdicts(after, wanted, options.today), fixed };
}
