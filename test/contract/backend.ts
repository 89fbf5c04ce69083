import { describe, expect, test } from "vitest";
import type { Backend, CommandName, Commands } from "../../src/contract/backend.js";
import { UnimplementedError } from "modal-emulator";
import { expectRejection } from "../support/expect-error.js";
import { apps } from "./cases/apps.js";
import { calls } from "./cases/calls.js";
import { dicts } from "./cases/dicts.js";
import { environments } from "./cases/environments.js";
import { files } from "./cases/files.js";
import { generators } from "./cases/generators.js";
import { images } from "./cases/images.js";
import { inside, outside } from "./cases/places.js";
import { logs } from "./cases/logs.js";
import { maps } from "./cases/maps.js";
import { objects } from "./cases/objects.js";
import { queues } from "./cases/queues.js";
import { sandboxes } from "./cases/sandboxes.js";
import { web } from "./cases/web.js";
import { clients } from "./cases/clients.js";
import { workspace } from "./cases/workspace.js";
import type { Asked, Cases, Group, Inside } from "./case.js";

const GROUPS = {
  apps,
  calls,
  maps,
  generators,
  objects,
  files,
  dicts,
  queues,
  sandboxes,
  environments,
  images,
  logs,
  web,
  workspace,
  clients,
  inside,
  outside,
} satisfies Record<string, Group>;

export type GroupName = keyof typeof GROUPS;

/** What is there wherever commands are sent from. */
export const EVERYWHERE = (Object.keys(GROUPS) as GroupName[]).filter(
  (name) => name !== "inside" && name !== "outside",
);

type Covered = { [G in Exclude<GroupName, "outside">]: keyof (typeof GROUPS)[G] }[Exclude<GroupName, "outside">];
/** A new command needs a case in one of the groups: without one, this is a type error that names it. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- it is empty as long as no command is missing
({}) satisfies Record<Exclude<CommandName, Covered>, Cases>;

/** A backend, fresh for each case. */
export interface Opened extends AsyncDisposable {
  readonly backend: Backend;
  /** Set if it is that of a container. */
  readonly inside?: Inside;
}

/**
 * What any backend has to do, by the commands of the port alone.
 * @param supports groups of commands that it has: `outside` for one that is not in a container, `inside` for one that is
 */
export function backendContract(name: string, open: () => Promise<Opened>, supports: readonly GroupName[]): void {
  describe(name, () => {
    describe.each(supports)("%s", (group) => {
      for (const [command, cases] of Object.entries(GROUPS[group]) as [CommandName, Cases][])
        for (const [fact, body] of cases)
          test(`${command} ${fact}`, async () => {
            await using opened = await open();
            const sent = new Set<CommandName>();
            await body(ask(opened, sent));
            expect(sent, "what this is a case of").toContain(command);
          });
    });

    test("refuses a command that it does not know, by its name", async () => {
      await using opened = await open();
      await ask(opened, new Set()).refused("no.such" as never, {} as never, UnimplementedError, '"no.such"');
    });
  });
}

function ask({ backend, inside: place }: Opened, sent: Set<CommandName>): Asked {
  const send = async <C extends CommandName>(
    name: C,
    command: Commands[C]["command"],
  ): Promise<Commands[C]["result"]> => {
    sent.add(name);
    const result = await backend.send(name, structuredClone(command));
    expect(result, `the answer to ${name} is plain data`).toStrictEqual(structuredClone(result));
    return result;
  };
  return {
    send,
    refused: (name, command, errorClass, ...parts) => expectRejection(() => send(name, command), errorClass, ...parts),
    inside: place,
  };
}
