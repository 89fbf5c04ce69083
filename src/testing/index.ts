export { functionRetries, functionRuns } from "./function-history.js";
export { describeFailure } from "./describe-failure.js";
