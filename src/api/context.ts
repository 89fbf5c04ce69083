/** Whether this code runs outside of a function's container. Modal: section 13.1. */
export function isLocal(): boolean {
  return true;
}
