// Modal: docs/modal/errors.md
import { describe, expect } from "vitest";
import * as modal from "modal-emulator";
import { App, excWithHints, FunctionCall, InvalidError, NotFoundError, RemoteError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../../support/expect-error.js";
import { nested as nestedThrow } from "../apps/thrower.js";

const app = new App("errors");

let constructed = 0;
export const SoldOut = app.errorClass(
  class SoldOut extends Error {
    override name = "SoldOut";
    readonly left: number;

    constructor(item: string, left: number) {
      super(`${item} is sold out`);
      this.left = left;
      constructed++;
    }

    get isFinal(): boolean {
      return this.left === 0;
    }
  },
);
class OutOfRange extends RangeError {
  readonly at = 5;
}
app.errorClass(OutOfRange);
class Several extends AggregateError {}
app.errorClass(Several);
class NotThere extends NotFoundError {}
app.errorClass(NotThere);

// As if these classes were known in the container only.
const Hidden = class Hidden extends Error {
  override name = "Hidden";
  readonly detail = { code: 7 };
};
class HiddenRange extends TypeError {}
class HiddenModal extends NotFoundError {}
class HiddenSoldOut extends SoldOut {}
class TimeoutError extends Error {
  override name = "TimeoutError";
}

const MAKE = {
  soldOut: () => new SoldOut("bread", 0),
  range: () => new OutOfRange("too far"),
  several: () => new Several([new SoldOut("milk", 1)], "several"),
  notThere: () => new NotThere("nowhere"),
  cause: () => new Error("outer", { cause: new SoldOut("tea", 2) }),
  hidden: () => new Hidden("hidden"),
  hiddenRange: () => new HiddenRange("hidden"),
  hiddenModal: () => new HiddenModal("hidden"),
  hiddenSoldOut: () => new HiddenSoldOut("rye", 3),
  namesake: () => new TimeoutError("not Modal's"),
  relativeImport: () => new Error("attempted relative import with no known parent package"),
  deep: () => {
    try {
      return nestedThrow(1);
    } catch (error) {
      return error;
    }
  },
} as const;

const throws = app.function({}, async function throws(what: keyof typeof MAKE) {
  throw MAKE[what]();
});
const returns = app.function({}, async function returns(what: keyof typeof MAKE) {
  return [MAKE[what]()];
});
const generates = app.function({}, async function* generates() {
  yield 1;
  throw new SoldOut("rice", 0);
});
const passesOn = app.function({}, async function passesOn(what: keyof typeof MAKE) {
  return await throws.remote(what);
});
const catches = app.function({}, async function catches() {
  const error: unknown = await throws.remote("soldOut").catch((thrown: unknown) => thrown);
  return error instanceof SoldOut && error.isFinal;
});

const caught = (body: Promise<unknown>): Promise<unknown> =>
  body.then(
    () => "no error",
    (error: unknown) => error,
  );

test("ClientClosed has the name of Modal's JavaScript SDK as well", () => {
  expect(modal.ClientClosedError).toBe(modal.ClientClosed);
});

describe("the hierarchy", () => {
  const HIERARCHY: Readonly<Record<string, readonly string[]>> = {
    ModalError: [
      "AlreadyExistsError",
      "AuthError",
      "ClientClosed",
      "ConnectionError",
      "DataLossError",
      "DeserializationError",
      "ExecutionError",
      "FilesystemExecutionError",
      "InternalError",
      "InternalFailure",
      "InvalidError",
      "LogsFetchError",
      "NotFoundError",
      "PermissionDeniedError",
      "RemoteError",
      "RequestSizeError",
      "ResourceExhaustedError",
      "SandboxFilesystemError",
      "SandboxTerminatedError",
      "SerializationError",
      "ServiceError",
      "SnapshotCreationError",
      "TimeoutError",
      "UnimplementedError",
      "VersionError",
      "WorkspaceManagementError",
    ],
    InvalidError: ["ConflictError"],
    RemoteError: ["ImageBuildError"],
    SandboxFilesystemError: [
      "NotFound",
      "IsADirectory",
      "NotADirectory",
      "Permission",
      "FileTooLarge",
      "PathAlreadyExists",
      "DirectoryNotEmpty",
    ].map((kind) => `SandboxFilesystem${kind}Error`),
    TimeoutError: [
      "ExecTimeoutError",
      "FunctionTimeoutError",
      "SandboxTimeoutError",
      "InteractiveTimeoutError",
      "MountUploadTimeoutError",
      "VolumeUploadTimeoutError",
      "OutputExpiredError",
    ],
  };
  type Class = new (message?: string) => Error;
  const classOf = (name: string): Class => Reflect.get(modal, name) as Class;

  test.each(Object.entries(HIERARCHY))("%s has the classes that Modal derives from it", (base, derived) => {
    for (const name of derived) {
      expect(Object.getPrototypeOf(classOf(name)), name).toBe(classOf(base));
      expect(new (classOf(name))("text")).toMatchObject({ name, message: "text" });
    }
  });

  test("has the name Error for its base, and leaves some classes out", () => {
    expect(modal.Error).toBe(modal.ModalError);
    for (const name of [
      "DeprecationError",
      "ServerWarning",
      "AsyncUsageWarning",
      "ModuleNotMountable",
      "UserCodeException",
      "InputCancellation",
    ]) {
      const error = new (classOf(name))("text");
      expect(error).toMatchObject({ name, message: "text" });
      expect(error).toBeInstanceOf(Error);
      expect(error, name).not.toBeInstanceOf(modal.ModalError);
    }
  });
});

describe.each([0, 1])("errors of the user's own classes (threads: %i)", (threads) => {
  test("that the app has registered come out as their instances, without their constructor", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const before = constructed;
      const error = await caught(throws.remote("soldOut"));
      expect(constructed).toBe(before);
      expect(error).toBeInstanceOf(SoldOut);
      expect(error).toMatchObject({ name: "SoldOut", message: "bread is sold out", left: 0, isFinal: true });
      expect(await caught(throws.remote("range"))).toBeInstanceOf(OutOfRange);
      const several = await caught(throws.remote("several"));
      expect(several).toBeInstanceOf(Several);
      expect((several as AggregateError).errors[0]).toBeInstanceOf(SoldOut);
      expect(await caught(throws.remote("notThere"))).toBeInstanceOf(NotThere);
      expect(((await caught(throws.remote("cause"))) as Error).cause).toBeInstanceOf(SoldOut);
    });
  });

  test("do so on every way, and in containers", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const call = await throws.spawn("soldOut");
      expect(await caught(call.get())).toBeInstanceOf(SoldOut);
      expect(await caught(FunctionCall.fromId(call.functionCallId).get())).toBeInstanceOf(SoldOut);
      expect(await Array.fromAsync(throws.map(["soldOut"], { returnExceptions: true }))).toEqual([expect.any(SoldOut)]);
      expect(await caught(Array.fromAsync(generates.remoteGen()))).toBeInstanceOf(SoldOut);
      expect((await returns.remote("soldOut"))[0]).toBeInstanceOf(SoldOut);
      expect(await catches.remote()).toBe(true);
      expect(await caught(passesOn.remote("soldOut"))).toBeInstanceOf(SoldOut);
    });
  });

  test("that are not known become the nearest class that is, otherwise a RemoteError; name and properties are kept", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const error = await caught(throws.remote("hidden"));
      expect((error as Error).constructor).toBe(RemoteError);
      expect(error).toMatchObject({ name: "Hidden", message: "hidden", detail: { code: 7 } });
      expect(String(error)).toBe("Hidden: hidden");
      expect(((await caught(throws.remote("hiddenRange"))) as Error).constructor).toBe(TypeError);
      expect(((await caught(throws.remote("hiddenModal"))) as Error).constructor).toBe(NotFoundError);
      expect(((await caught(throws.remote("hiddenSoldOut"))) as Error).constructor).toBe(SoldOut);
      expect(((await returns.remote("hidden"))[0] as Error).constructor).toBe(Error); // nothing has failed
    });
  });

  test("are not taken for Modal's of the same name", async () => {
    await using world = await Emulator.start({ threads });
    const error = await caught(world.run(app, () => throws.remote("namesake")));
    expect(error).not.toBeInstanceOf(modal.TimeoutError);
    expect(error).toMatchObject({ name: "TimeoutError", message: "not Modal's" });
  });
});

describe("app.errorClass", () => {
  test("takes classes of errors with a name", () => {
    expectError(() => app.errorClass(class extends Error {}), InvalidError, "errorClass");
    // @ts-expect-error no error
    expectError(() => app.errorClass(class Plain {}), InvalidError, "errorClass");
    // @ts-expect-error no class
    expectError(() => app.errorClass("Error"), InvalidError, "errorClass");
  });

  test("goes with the app when another includes it", async ({ world }) => {
    const whole = new App("whole").include(app);
    expect(await caught(world.run(whole, () => throws.remote("soldOut")))).toBeInstanceOf(SoldOut);
  });
});

describe("a stack trace", () => {
  test("shows both sides: the container's lines, which container it was, and the lines of the caller", async ({
    world,
  }) => {
    const error = await world.run(app, async function theCaller() {
      return await caught(
        (async function inner() {
          await throws.remote("deep");
        })(),
      );
    });
    const container = world.containers(throws)[0]?.containerId;
    expect((error as Error).stack).toMatch(
      new RegExp(
        `^RangeError: at the bottom\\n(?:    at nested \\(.*thrower\\.ts:\\d+:\\d+\\)\\n){2}(?:    at .*errors\\.test\\.ts:\\d+:\\d+\\)\\n)+    at \\[function throws, container ${container}\\]\\n    at (?:async )?inner \\(.*errors\\.test\\.ts:\\d+:\\d+\\)\\n    at (?:async )?theCaller \\(`,
      ),
    );
    expect((error as Error).stack).not.toMatch(/decodeFailure|FunctionHandle|node:internal|modal-realm/);
  });

  test("shows every container on its way", async ({ world }) => {
    const error = await world.run(app, () => caught(passesOn.remote("soldOut")));
    const at = ((error as Error).stack ?? "")
      .split("\n")
      .map((line) => /\[function (\w+)|(passesOn|throws) \(/.exec(line)?.slice(1).find(Boolean))
      .filter((name) => name !== undefined);
    expect(at).toEqual(["throws", "throws", "passesOn", "passesOn"]);
  });
});

describe("excWithHints", () => {
  test("adds a hint to the messages that it knows, and returns the same error", () => {
    const error = new Error("attempted relative import with no known parent package");
    expect(excWithHints(error)).toBe(error);
    expect(error.message).toMatch(/^attempted relative import with no known parent package\n\nHINT: .*as a module/);
    expect(error.stack).toContain("HINT:");
    expect(
      excWithHints(new Error("CUDA error: no kernel image is available for execution on the device")).message,
    ).toContain("CUDA version");
  });

  test("leaves every other alone", () => {
    for (const other of [undefined, "no kernel image is available for execution on the device"])
      expect(excWithHints(other as never)).toBe(other);
    for (const message of ["", "no", "see: attempted relative import with no known parent package"])
      expect(excWithHints(new Error(message)).message).toBe(message);
  });

  test("is done to what comes from a container", async ({ world }) => {
    expect(await caught(world.run(app, () => throws.remote("relativeImport")))).toMatchObject({
      message: expect.stringContaining("HINT:") as unknown,
    });
  });
});
