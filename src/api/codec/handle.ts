import { dashboardUrl } from "../../checks/dashboard-url.js";

/** Objects that cross as what they stand for: they come out as a live handle of the same kind on the other side. */
export abstract class Handle {
  /** @internal */
  abstract toWire(): { readonly kind: string; readonly data: unknown };

  /** Its id in the world in sight, as far as it is known there. @internal */
  protected get hydratedId(): string | undefined {
    return undefined;
  }

  /** Whether its id is known in the world in sight. */
  get isHydrated(): boolean {
    return this.hydratedId !== undefined;
  }

  /** Where Modal's dashboard would show it; there is none here. @throws ExecutionError if it is not hydrated */
  getDashboardUrl(): string {
    return dashboardUrl(this.constructor.name, this.hydratedId);
  }
}
