/** Any will do; given ones take the place of those of the developer's own profile. */
export const WORLD_TOKENS = { tokenId: "ak-world", tokenSecret: "as-world" } as const;
