import type { AppDefinition, FunctionDefinition } from "../../contract/app-definition.js";
import type { WebSettings } from "../../contract/web-settings.js";
import type { AppRecord } from "../records/app-record.js";
import type { CallTarget } from "../records/function-record.js";
import { isWebHost } from "../../contract/web-hosts.js";
import { webHost } from "./web-host.js";

/** Where a web function is reached. */
export interface WebAddress {
  readonly host: string;
  readonly target: CallTarget;
  readonly web: WebSettings;
}

/** The addresses of all web functions of a world. Modal: docs/modal/web-endpoints.md#addresses. */
export class WebAddresses {
  readonly #devSuffix: string;
  readonly #workspace: string;
  readonly #byHost = new Map<string, WebAddress>();
  /** Hears that there are web functions. */
  onOpened: (() => void) | undefined;

  /** @param devSuffix what shows that an app runs, but is not deployed */
  constructor(devSuffix: string, workspace: string) {
    this.#workspace = workspace;
    this.#devSuffix = devSuffix;
  }

  /** By host name, also those of apps that have stopped. */
  find(host: string): WebAddress | undefined {
    return this.#byHost.get(host);
  }

  /** Whether a URL is one that a web function of this world has or could have. */
  covers(url: string): boolean {
    const { host, hostname, protocol } = new URL(url);
    return /^https?:$/.test(protocol) && (this.#byHost.has(host) || isWebHost(hostname));
  }

  /** Whether a web function of an app that runs or is deployed has a URL. */
  has(url: string): boolean {
    const address = this.#byHost.get(new URL(url).host);
    return address !== undefined && address.target.app.state !== "stopped" && !address.target.isDropped;
  }

  /** Of apps that run or are deployed. */
  get live(): WebAddress[] {
    return [...this.#byHost.values()].filter(
      ({ target }) => target.webUrl !== undefined && target.app.state !== "stopped" && !target.isDropped,
    );
  }

  /** What speaks against publishing an app: two of its functions would have one address. */
  mistakeIn({ name, functions }: AppDefinition, environment: string, isEphemeral: boolean): string | undefined {
    const taken = new Map<string, string>();
    for (const { tag, web } of functions.flatMap(webMembers))
      for (const host of hosts(web, {
        workspace: this.#workspace,
        app: name,
        tag,
        environment,
        devSuffix: isEphemeral ? this.#devSuffix : undefined,
      })) {
        const other = taken.get(host);
        if (other !== undefined)
          return `Functions \`${other}\` and \`${tag}\` have the same web address, ${host}. Give one of them the option \`label\`.`;
        taken.set(host, tag);
      }
    return undefined;
  }

  /**
   * Gives the functions of an app that is published their addresses. Those that another app had are taken over.
   * @returns what whoever published it is to be told
   */
  open(app: AppRecord): string[] {
    const warnings: string[] = [];
    for (const [host, { target }] of this.#byHost) if (target.app === app && app.state !== "stopped") this.#close(host);
    for (const { target, web } of webTargets(app)) {
      const [own, ...others] = hosts(web, {
        workspace: this.#workspace,
        app: app.name,
        tag: web.isWhole ? target.service.tag : target.tag,
        environment: app.environment,
        devSuffix: app.state === "deployed" ? undefined : this.#devSuffix,
      });
      for (const host of [own, ...others]) {
        const earlier = this.#byHost.get(host)?.target;
        if (earlier && earlier.app !== app && earlier.app.state !== "stopped")
          warnings.push(
            `${host} now leads to \`${target.tag}\` of app ${describe(app)}, and no longer to \`${earlier.tag}\` of app ${describe(earlier.app)}.`,
          );
        this.#close(host);
        this.#byHost.set(host, { host, target, web });
      }
      target.webUrl = urlOf(own);
    }
    if (this.#byHost.size > 0) this.onOpened?.();
    return warnings;
  }

  #close(host: string): void {
    const address = this.#byHost.get(host);
    this.#byHost.delete(host);
    if (address?.target.webUrl === urlOf(host)) address.target.webUrl = undefined;
  }
}

function urlOf(host: string): string {
  return `https://${host}`;
}

function describe({ name, id }: AppRecord): string {
  return name === undefined ? id : `"${name}"`;
}

function hosts(
  { label, customDomains }: WebSettings,
  where: Parameters<typeof webHost>[0],
): [own: string, ...others: string[]] {
  return [webHost({ ...where, label }), ...customDomains];
}

/** The function itself, or those methods of a class, that answer web requests. */
function webMembers({ tag, settings, cls }: FunctionDefinition): { readonly tag: string; readonly web: WebSettings }[] {
  if (cls)
    return cls.methods.flatMap(({ name, web }) => (web ? [{ tag: web.isWhole ? tag : `${tag}.${name}`, web }] : []));
  return settings.web ? [{ tag, web: settings.web }] : [];
}

function webTargets(app: AppRecord): { readonly target: CallTarget; readonly web: WebSettings }[] {
  return [...app.functions.values()].flatMap((record) => {
    const targets: CallTarget[] = record.definition.cls ? [...record.methods.values()] : [record];
    return targets.flatMap((target) =>
      target.definition.settings.web ? [{ target, web: target.definition.settings.web }] : [],
    );
  });
}
