export { inspectWords } from "../en/inspect";
