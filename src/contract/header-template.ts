/** `$$`, or a key of a secret. */
const REFERENCE = /\$(?:\$|([A-Za-z_][A-Za-z0-9_]*))/g;

/** Whether the template of a header's value names a key of a secret: `$KEY`, where `$$` stands for `$`. */
export function refersToKey(template: string): boolean {
  return template.matchAll(REFERENCE).some(([, key]) => key !== undefined);
}

/** The value that a template stands for. @param valueOf of a key of its secret */
export function fillTemplate(template: string, valueOf: (key: string) => string): string {
  return template.replace(REFERENCE, (_whole, key: string | undefined) => (key === undefined ? "$" : valueOf(key)));
}
