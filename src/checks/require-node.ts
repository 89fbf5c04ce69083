import { nodeProblem } from "./node-version.js";

// Imported where the package looks for itself, which is before anything that an older Node does not have.
if (nodeProblem !== undefined) throw new Error(nodeProblem);
