/** Environment variables of this process by which Modal's clients find credentials that do not go with a token. */
export function otherCredentials(): string[] {
  return Object.keys(process.env).filter((name) => name === "MODAL_PROFILE" || name.startsWith("MODAL_OAUTH_"));
}
