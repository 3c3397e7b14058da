/** Options of `lab fleet`, as far as a subcommand has them. */
export interface FleetCommandOptions {
  roster: string;
  only?: string;
  ring?: string;
  parallel?: number;
  timeLimit: number;
  all?: boolean;
  /** True, or the number of locks as a text. */
  unlock?: boolean | string;
  expired?: boolean;
  /** Stage to which `lab fleet stage` moves. */
  stage?: string;
  confirm?: string;
  json?: boolean;
  /** Language of what is shown; default that of the environment. */
  lang?: string;
  fix?: boolean;
  target?: string;
  out?: string;
  image?: string;
  namespace?: string;
}

/** Longest time for one student in minutes. */
export const DEFAULT_TIME_LIMIT = 60;
