/** How a function answers web requests. */
export type WebKind = "fastapi" | "asgi" | "wsgi" | "server";

/** What a wrapper such as `asgiApp` says of a function. Modal: docs/modal/web-endpoints.md. */
export interface WebSettings {
  readonly kind: WebKind;
  /** Its class is a server, whose name alone is part of the address. */
  readonly isWhole?: true;
  /** The part of its address that is its own; by default made of the names of app and function. */
  readonly label?: string;
  readonly customDomains: readonly string[];
  /** Requests need the headers `Modal-Key` and `Modal-Secret` of a token of the workspace. */
  readonly requiresProxyAuth: boolean;
  /** Of `fastapiEndpoint`: the method that it answers, in capitals. */
  readonly method?: string;
  /** Of `fastapiEndpoint`: also serves its documentation. */
  readonly docs?: boolean;
  /** Of `webServer`: where it listens, from 1 to 65535. */
  readonly port?: number;
  /** Of `webServer`: how long it may take until it listens. */
  readonly startupTimeoutMs?: number;
  /** Of servers: recorded, as the two that follow. */
  readonly scaleupWindowMs?: number;
  readonly exitGracePeriodMs?: number;
  readonly h2Enabled?: boolean;
}
