import type { AwsClients } from "../../cli/aws/clients";
import { awsClients } from "../../cli/aws/clients";

/** Answers by the command's name without `Command`; a function gets the input. An Error is thrown. */
export interface Answers {
  [command: string]: object | Error | ((input: { [key: string]: unknown }) => object | Error);
}

/** An AWS error as the SDK throws it. */
export function awsError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** Real clients whose `send` asks nobody; every command that was sent is noted. */
export async function stubbedClients(answers: Answers): Promise<{ clients: AwsClients; sent: string[] }> {
  const clients = await awsClients({ region: "us-west-2" });
  const sent: string[] = [];
  for (const client of Object.values(clients) as { send: unknown }[]) {
    client.send = (command: { constructor: { name: string }; input: { [key: string]: unknown } }) => {
      const name = command.constructor.name.replace(/Command$/, "");
      sent.push(name);
      if (!(name in answers)) return Promise.reject(new Error(`the test has no answer for ${name}`));
      const given = answers[name];
      const answer: unknown =
        typeof given === "function" ? (given as (input: object) => unknown)(command.input) : given;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
  }
  return { clients, sent };
}
