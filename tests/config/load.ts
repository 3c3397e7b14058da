import { planMocks } from "../../cli/record/plan-mocks";
import { record } from "../../cli/record/recorder";
import { readStackConfig, type StackConfig } from "../../cli/stack-config";
import { type LabConfig, loadConfig } from "../../config";
import { ROOT } from "../support/program";

/** How a config is loaded. */
export interface LoadOptions {
  /** Day on which it is loaded. Default: the day on which the tests run. */
  today?: string;
  /** Stack; all have the config of `dev`. Default `dev`. */
  stack?: string;
  /** Changes the config before it is loaded. */
  change?: (config: StackConfig["config"]) => void;
}

/** Loads the config of the stack `dev` with overrides, `key=value`. */
export async function load(overrides: string[] = [], { today, stack, change }: LoadOptions = {}): Promise<LabConfig> {
  const read = readStackConfig(ROOT, "dev", overrides);
  change?.(read.config);
  const loaded: LabConfig[] = [];
  const program = (): void => void loaded.push(loadConfig(today));
  await record(program, { ...read, stack: stack ?? "dev", preview: true, mocks: planMocks });
  return loaded[0];
}

/** What is wrong with a config, `key: reason`; empty where it is good. Fails where it ends in anything but one message. */
export async function problems(overrides: string[] = [], options: LoadOptions = {}): Promise<string[]> {
  try {
    await load(overrides, options);
    return [];
  } catch (error) {
    const [head, ...lines] = (error as Error).message.split("\n");
    const count = lines.length === 1 ? "a problem" : `${lines.length} problems`;
    const expected = `The config of stack "${options.stack ?? "dev"}" has ${count}:`;
    if (head !== expected || lines.some((line) => !/^ {2}(\S+|".+"): \S/.test(line))) throw error;
    return lines.map((line) => line.trim());
  }
}
