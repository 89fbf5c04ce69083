/** What a new project is developed with, by npm's ranges: what this package is tested with. */
export const PROJECT_VERSIONS = {
  "@types/node": "^24.19.2",
  typescript: "^7.0.2",
  vitest: "^5.1.1",
} as const;
