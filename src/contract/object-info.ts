/** What the backend knows of a stored object. Modal: docs/modal/handles-and-names.md#managers. */
export interface ObjectInfo {
  /** `null` for an ephemeral object. */
  readonly name: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}
