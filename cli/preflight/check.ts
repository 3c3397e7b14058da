import { makePlan } from "../plan/make";
import type { StackConfig } from "../stack-config";
import { awsClients, type AwsClients } from "../aws/clients";
import type { AccountFacts } from "./account-facts";
import { fixRoles } from "./fix";
import { gatherFacts } from "./gather";
import { gatherTools } from "./tools";
import type { FixedRole, Verdict } from "./verdict";
import { verdicts } from "./verdicts";
import { type Wanted, wantedOf } from "./wanted";

/** What a preflight found. */
export interface Preflight {
  wanted: Wanted;
  verdicts: Verdict[];
  /** What `--fix` did. */
  fixed: FixedRole[];
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
  const facts: AccountFacts = { ...found, tools };
  const judge = (seen: AccountFacts): Verdict[] => verdicts(seen, wanted, options.today);
  // Nothing is ever written into an account that is not the stack's.
  const isRight = judge(facts)[0].verdict !== "fail";
  const { done, roles } = options.fix && isRight ? await fixRoles(clients, facts) : { done: [], roles: facts.roles };
  return { wanted, verdicts: judge({ ...facts, roles }), fixed: done };
}
