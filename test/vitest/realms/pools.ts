/** Where vitest runs tests. */
export const POOLS = ["forks", "threads", "vmThreads", "vmForks"] as const;
