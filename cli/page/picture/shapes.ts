/**
 * What the picture is made of, before anything has a place.
 */
import type { Row } from "../../answers/answers";
import type { PictureFacts } from "./picture-facts";
import type { Zone } from "./zones";

/** Where a box stands, and what it is drawn as. */
export type Role = "bound" | "dns" | "others" | "database" | "api" | "internet";

/** One thing, or several that are reached and reach alike. */
export interface Box {
  /** The ends that it stands for, joined. */
  id: string;
  role: Role;
  ends: string[];
  title: string;
  lines: string[];
  /** True for what keeps state in the cluster, such as a database. */
  isStore?: boolean;
  /** Keys of the security groups that it carries. */
  groups: string[];
}

/** A verdict with its place in the plan. */
export interface Numbered extends Row {
  index: number;
}

/** A line from one box to another: verdicts of one answer. */
export interface Edge {
  from: Box;
  to: Box;
  answer: boolean | null;
  verdicts: Numbered[];
  /** Verdicts the other way, where they are of the same answer and share the line. */
  back: Numbered[];
  /** True for what has to do with bound pods and databases, false for what is there to compare. */
  main: boolean;
}

/** A security group of the legend. */
export interface Group {
  key: string;
  name: string;
  /** Place in the palette. */
  colour: number;
  carriers: string[];
}

/** Everything that the picture shows. */
export interface Scene {
  headline: string;
  subtitle: string;
  description: string;
  facts: PictureFacts;
  zones: Zone[];
  boxes: Box[];
  edges: Edge[];
  groups: Group[];
  /** True where the plan has nodes, or pods that run on some. */
  hasNodes: boolean;
  /** Branch interfaces that one node offers; 0 where that is not known. */
  branches: number;
  /** Groups that nodes carry. */
  nodeGroups: string[];
}
