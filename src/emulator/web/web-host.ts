import { WEB_DOMAIN } from "../../contract/web-hosts.js";

/** Longest part of a host name, in characters. */
const MAX_LABEL = 63;
const HASH_DIGITS = 7;

/** Whose address it is. */
export interface Addressed {
  readonly workspace: string;
  /** Of the app; `undefined` for one without. */
  readonly app: string | undefined;
  /** Of the function or method, such as `Model.predict`. */
  readonly tag: string;
  readonly environment: string;
  /** What shows that its app runs, but is not deployed. */
  readonly devSuffix: string | undefined;
  /** What its user has chosen. */
  readonly label?: string | undefined;
}

/** The host name under which a web function is reached. Modal: docs/modal/web-endpoints.md#addresses. */
export function webHost({ workspace, app, tag, environment, devSuffix, label }: Addressed): string {
  const own = label ?? plain(app === undefined ? tag : `${app}-${tag}`);
  const where = environment === "main" ? workspace : `${workspace}-${plain(environment)}`;
  return `${shortened(`${where}--${own}${devSuffix === undefined ? "" : `-${devSuffix}`}`)}.${WEB_DOMAIN}`;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function shortened(label: string): string {
  if (label.length <= MAX_LABEL) return label;
  return `${label.slice(0, MAX_LABEL - HASH_DIGITS - 1)}-${hash(label)}`;
}

/** FNV-1a, as hexadecimal digits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0").slice(0, HASH_DIGITS);
}
