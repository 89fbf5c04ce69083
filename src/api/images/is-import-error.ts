/** What the loading of a module fails with, as opposed to what its code throws. */
const CODES = new Set([
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_PACKAGE_IMPORT_NOT_DEFINED",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_UNSUPPORTED_RESOLVE_REQUEST",
  "ERR_INVALID_MODULE_SPECIFIER",
  "ERR_UNKNOWN_BUILTIN_MODULE",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_DLOPEN_FAILED",
]);

/** Whether an error means that something could not be imported. */
export function isImportError(error: unknown): boolean {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return CODES.has(String(code)) || /does not provide an export named/.test(String(message));
}
