#!/usr/bin/env node
/** The command of the package: what serves any Pulumi stack. */
import { addInspectCommand } from "./on-clusters";
import { addFileCommands } from "./on-files";
import { labCommand, run, startLab } from "./start";

startLab();
const lab = labCommand("Says of any Pulumi stack who reaches whom and why, and what a change opens or closes.");
addFileCommands(lab);
addInspectCommand(lab);
void run(lab);
