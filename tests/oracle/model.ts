/** The one place that asks the model. */
import type { Graph } from "../../model/graph/graph";
import { reachability } from "../model/questions";
import type { Question } from "./truth";

/** One row of the model's answer. */
export interface Answer extends Question {
  allowed: boolean | null;
  because: string;
}

/** What the model says of a graph. */
export function answers(graph: Graph): Answer[] {
  return reachability(graph);
}
