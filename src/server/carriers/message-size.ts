/** What all of Modal's clients send and take at most. */
export const MAX_MESSAGE_BYTES: number = 100 * 1024 * 1024;
