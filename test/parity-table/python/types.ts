import { expect } from "vitest";
import * as modal from "modal-emulator";
import {
  App,
  ContainerProcess,
  Dict,
  type DictInfo,
  Environment,
  type FileEntry,
  type FileEntryType,
  FileIO,
  type FileInfo,
  type FileType,
  type FileWatchEvent,
  type FileWatchEventType,
  type FunctionAutoscalerSettings,
  type FunctionStats,
  type InputInfo,
  type InputStatus,
  type LogEntry,
  type ProxyTokenInfo,
  type SandboxConnectCredentials,
  type ServerAutoscalerSettings,
  StreamType,
  type TokenData,
  Volume,
  type VolumeCreateOptions,
  Workspace,
  type WorkspaceMemberInfo,
  type WorkspaceSettings,
} from "modal-emulator";
import { aFunction, anApp } from "../inline.ts";
import { type Area, differs, expectAbsent, notOffline, type Row, works } from "../row.ts";
import { aSandbox } from "./sandbox-place.ts";

/** Types are shown by values which the compiler checks to be of them. */
const text = "a type, of texts instead of numbers";

/** A row of what only an account has. */
function billed(name: string): Row {
  return notOffline(name, "nobody pays; `world.bill()` has costs by a rate card", () => expectAbsent(modal, name));
}

/** The first entry of a call's graph. */
async function input(): Promise<InputInfo | undefined> {
  const { app, fn } = aFunction();
  return app.run(async () => {
    const call = await fn.spawn(1);
    await call.get();
    return (await call.getCallGraph())[0];
  });
}

async function entry(): Promise<FileEntry | undefined> {
  const volume = Volume.fromName("entries", { createIfMissing: true });
  await volume.batchUpload((upload) => upload.putFile(new Uint8Array([1]), "/a"), { force: true });
  return (await volume.listdir("/"))[0];
}

export const types: Area = {
  title: "modal.types",
  intro: "They are exported by the package itself. Fields are camelCase, times are a `Date`.",
  rows: [
    works(
      "InputStatus",
      "InputStatus",
      async () => {
        const status: InputStatus | undefined = (await input())?.status;
        expect(status).toBe("SUCCESS");
      },
      text,
    ),
    works(
      "FileEntryType",
      "FileEntryType",
      async () => {
        const type: FileEntryType | undefined = (await entry())?.type;
        expect(type).toBe("file");
      },
      `${text}; there are neither pipes nor sockets`,
    ),
    works(
      "FileType",
      "FileType",
      async () => {
        const type: FileType = (await (await aSandbox()).filesystem.stat("/etc")).type;
        expect(type).toBe("directory");
      },
      text,
    ),
    works(
      "FileWatchEventType",
      "FileWatchEventType",
      async () => {
        const { filesystem } = await aSandbox();
        const seen = Array.fromAsync(filesystem.watch("/srv", { timeoutMs: 1000 }));
        await filesystem.writeText("x", "/srv/a");
        const [event] = await seen;
        const type: FileWatchEventType | undefined = event?.type;
        expect(type).toBe("Create");
      },
      text,
    ),
    works("SandboxConnectCredentials", "SandboxConnectCredentials", async () => {
      const credentials: SandboxConnectCredentials = await (await aSandbox()).createConnectToken();
      expect([typeof credentials.url, typeof credentials.token]).toEqual(["string", "string"]);
    }),
    works("WorkspaceMemberInfo", "WorkspaceMemberInfo", async () => {
      const [member] = (await Workspace.fromContext().members.list()) as [WorkspaceMemberInfo];
      expect(member).toMatchObject({ role: "owner", joinedAt: expect.any(Date) });
    }),
    works("TokenData", "TokenData", async () => {
      const token: TokenData = await Workspace.fromContext().proxyTokens.create();
      expect([typeof token.tokenId, typeof token.tokenSecret]).toEqual(["string", "string"]);
    }),
    works("ProxyTokenInfo", "ProxyTokenInfo", async () => {
      await Workspace.fromContext().proxyTokens.create();
      const [token] = (await Workspace.fromContext().proxyTokens.list()) as [ProxyTokenInfo];
      expect(token.tokenId).toMatch(/^wk-/);
    }),
    works("WorkspaceSettings", "WorkspaceSettings", async () => {
      const settings: WorkspaceSettings = await Workspace.fromContext().settings.list();
      expect(Object.keys(settings).toSorted()).toEqual(["default-environment", "image-builder-version"]);
    }),
    billed("BillingReportItem"),
    billed("WorkspaceBillingSummary"),
    billed("EnvironmentBillingSummary"),
    works(
      "ServerAutoscalerSettings",
      "ServerAutoscalerSettings",
      async () => {
        const { app, fn } = aFunction();
        const settings: ServerAutoscalerSettings = await app.run(() => fn.updateAutoscaler({ maxContainers: 2 }));
        expect(settings.maxContainers).toBe(2);
      },
      "as those of functions: the target stays what it is",
    ),
    works("FileInfo", "FileInfo", async () => {
      const info: FileInfo = await (await aSandbox()).filesystem.stat("/etc");
      expect([info.name, info.isDir(), info.modifiedTime]).toEqual(["etc", true, expect.any(Date)]);
    }),
    works("FileWatchEvent", "FileWatchEvent", async () => {
      const { filesystem } = await aSandbox();
      const seen: Promise<FileWatchEvent[]> = Array.fromAsync(filesystem.watch("/srv", { timeoutMs: 1000 }));
      await filesystem.writeText("x", "/srv/a");
      expect((await seen)[0]).toMatchObject({ type: "Create", paths: ["/srv/a"] });
    }),
    works(
      "VolumeCreateOptions",
      "VolumeCreateOptions",
      async () => {
        const options: VolumeCreateOptions = { version: 2, allowExisting: true };
        await Volume.objects.create("of-options", options);
        expect((await Volume.fromName("of-options").info()).name).toBe("of-options");
      },
      "what `Volume.objects.create` takes",
    ),
    works("LogEntry", "LogEntry", async () => {
      const { app, fn } = aFunction({}, async () => console.log("logged"));
      const [entry] = await app.run(async (): Promise<LogEntry[]> => {
        await fn.remote();
        return fn.logs.tail(1);
      });
      expect(entry).toMatchObject({ message: "logged", source: "stdout" });
    }),
    works(
      "DictInfo/QueueInfo/SecretInfo/VolumeInfo",
      "DictInfo, QueueInfo, SecretInfo, VolumeInfo, ObjectInfo",
      async () => {
        const info: DictInfo = await Dict.fromName("informed", { createIfMissing: true }).info();
        expect(info).toMatchObject({ name: "informed", createdAt: expect.any(Date), createdBy: expect.any(String) });
      },
    ),
    works("FunctionStats", "FunctionStats", async () => {
      const { app, fn } = aFunction();
      const stats: FunctionStats = await app.run(() => fn.getCurrentStats());
      expect(Object.keys(stats).toSorted()).toEqual([
        "backlog",
        "inputHeadroom",
        "numRunningInputs",
        "numTotalRunners",
      ]);
    }),
    works("InputInfo", "InputInfo, CallGraphNode", async () => {
      expect(await input()).toMatchObject({ inputId: expect.stringMatching(/^in-/), functionName: "fn", children: [] });
    }),
    works("FileEntry", "FileEntry", async () => {
      expect(await entry()).toMatchObject({ path: "a", type: "file", size: 1, mtime: expect.any(Date) });
    }),
    works("FunctionAutoscalerSettings", "FunctionAutoscalerSettings, AutoscalerSettings", async () => {
      const settings: FunctionAutoscalerSettings = { minContainers: 1 };
      const { app, fn } = aFunction();
      expect(await app.run(() => fn.updateAutoscaler(settings))).toMatchObject(settings);
    }),
  ],
};

export const modules: Area = {
  title: "Modules and base classes",
  rows: [
    works(
      "modal.Mount (removed)",
      "",
      () => expectAbsent(modal, "Mount"),
      "not there, as on Modal 1.5.4: `Image.addLocalFile`, `addLocalDir`",
    ),
    works("modal.gpu (removed)", "", () => expectAbsent(modal, "gpu"), 'not there, as on Modal 1.5.4: `gpu: "A100:2"`'),
    differs(
      "modal.Object / modal.object",
      "",
      "handles share no class that is exported; they have `hydrate`, `isHydrated`, `objectId`",
      () => {
        expectAbsent(modal, "Object", "ModalObject");
        expect(Dict.fromName("d").isHydrated).toBe(false);
      },
    ),
    works(
      "object_id, hydrate(), is_hydrated, get_dashboard_url",
      "objectId, hydrate(), isHydrated, getDashboardUrl()",
      async () => {
        const environment = Environment.fromName("main");
        expect([environment.isHydrated, environment.objectId]).toEqual([false, undefined]);
        expect((await environment.hydrate()).isHydrated).toBe(true);
        expect(environment.getDashboardUrl()).toBe(`https://modal.com/id/${environment.objectId}`);
      },
      "`functionId` of functions, `functionCallId` of calls, `appId` of apps; before, the id is `undefined`",
    ),
    differs(
      "modal.runner.deploy_app / modal.serving / DeployResult",
      "app.deploy(), modal-emulator serve",
      "no functions of their own; `deploy` gives the app",
      async () => {
        expectAbsent(modal, "runner", "deployApp", "serving");
        const app = anApp();
        expect(await app.deploy()).toBe(app);
        expect(app).toBeInstanceOf(App);
      },
    ),
    works(
      "modal.io_streams / modal.file_io / modal.container_process",
      "ContainerProcess, FileIO, StreamType",
      () => {
        expect([ContainerProcess.name, FileIO.name, StreamType.PIPE]).toEqual(["ContainerProcess", "FileIO", "pipe"]);
      },
      "exported by the package itself",
    ),
    differs("modal.types / modal.billing as modules", "", "types are exported by the package itself", () => {
      expectAbsent(modal, "types", "billing");
      const stats: FunctionStats = { backlog: 0, numTotalRunners: 0, numRunningInputs: 0, inputHeadroom: 0 };
      expect(stats.backlog).toBe(0);
    }),
  ],
};
