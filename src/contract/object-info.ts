/** What the backend knows of a stored object. Modal: section 0.4. */
export interface ObjectInfo {
  /** `null` for an ephemeral object. */
  readonly name: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}
