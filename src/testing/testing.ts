export {
  functionFailures,
  functionFires,
  functionInputs,
  functionRetries,
  functionRuns,
  functionScale,
  functionTimeouts,
} from "./matchers/function-history.js";
export { describeFailure } from "./matchers/describe-failure.js";
export { explore, type Explore } from "./explore/explore.js";
export type { ExploreOptions, ExploreProgress, FaultSpace } from "./explore/explore-options.js";
export type { ExploreSummary } from "./explore/coverage.js";
export type { Property } from "./explore/try-course.js";
