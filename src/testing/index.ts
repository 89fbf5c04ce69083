export { functionFires, functionRetries, functionRuns, functionScale, functionTimeouts } from "./function-history.js";
export { describeFailure } from "./describe-failure.js";
