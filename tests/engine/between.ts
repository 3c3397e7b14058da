import assert from "node:assert/strict";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A call of AWS's API, on its way to the emulator. */
export interface Call {
  service: string;
  /** `CreateVpc`; of EKS, method and path. */
  operation: string;
  /** The same for the same call made again: what every try draws anew is left out. */
  key: string;
}

/** What is answered in the emulator's stead. */
export interface Refusal {
  code: string;
  message?: string;
}

/** Looks at a call that changes something, before the emulator has it; may refuse it, or look at it again afterwards. */
export type OnWrite = (call: Call) => Refusal | { afterwards: () => void } | undefined;

let server: ReturnType<typeof createServer> | undefined;
let url = "";
let onWrite: OnWrite | undefined;

/** Stands between the providers and the emulator, from now on to the test's end; gives the endpoint for the providers. */
export async function standBetween(): Promise<string> {
  if (server) return url;
  server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch((error: Error) => outgoing.writeHead(502).end(error.message));
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  server.unref();
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return url;
}

/** Has all calls that change something looked at while `what` is done. */
export async function watching<T>(look: OnWrite, what: () => Promise<T>): Promise<T> {
  assert.equal(onWrite, undefined);
  onWrite = look;
  try {
    return await what();
  } finally {
    onWrite = undefined;
  }
}

async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const call = callOf(incoming, body.toString());
  const seen = isWrite(call.operation) ? onWrite?.(call) : undefined;
  if (seen && "code" in seen) return refuse(incoming, outgoing, call, seen);
  const target = new URL(incoming.url!, process.env.AWS_ENDPOINT_URL);
  const { method, headers } = incoming;
  await new Promise<void>((resolve, reject) => {
    const asked = request(target, { method, headers }, (answer) => {
      if (seen) seen.afterwards();
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing).once("close", resolve);
    });
    asked.once("error", reject).end(body);
  });
}

function callOf({ headers, method, url: path }: IncomingMessage, body: string): Call {
  const [, service = ""] = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  const target = headers["x-amz-target"] as string | undefined;
  const [, action] = /(?:^|&)Action=([A-Za-z]+)/.exec(body) ?? [];
  const operation = target?.split(".").at(-1) ?? action ?? `${method} ${path!.split("?")[0]}`;
  return { service, operation, key: stable(`${service} ${operation} ${path} ${body}`) };
}

/** Without the names that Pulumi and the provider draw anew at each try, the tokens of a call, and the order of tags. */
function stable(text: string): string {
  return text
    .replace(/-[0-9a-f]{7}\b/g, "")
    .replace(/terraform-\d{8,}[0-9a-f]*/g, "")
    .replace(/(client(Request)?token)("\s*:\s*"|=)[^"&]*/gi, "$1")
    .replace(/\.\d+(?=[.=])/g, "")
    .split(/[&,{}[\]]/)
    .sort()
    .join();
}

function isWrite(operation: string): boolean {
  return !/^(GET |Describe|Get|List|Lookup|AssumeRole)/.test(operation);
}

/** Each of AWS's protocols has a form of its own for errors. */
function refuse({ headers }: IncomingMessage, outgoing: ServerResponse, call: Call, { code, message }: Refusal): void {
  const said = message ?? `refused by the test: ${call.operation}`;
  if (headers["x-amz-target"] !== undefined || call.service === "eks") {
    const head = { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code };
    outgoing.writeHead(400, head).end(JSON.stringify({ __type: code, message: said }));
    return;
  }
  const error = `<Code>${code}</Code><Message>${said}</Message>`;
  const text =
    call.service === "ec2"
      ? `<Response><Errors><Error>${error}</Error></Errors><RequestID>test</RequestID></Response>`
      : `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>test</RequestId></ErrorResponse>`;
  outgoing.writeHead(400, { "content-type": "text/xml" }).end(text);
}
