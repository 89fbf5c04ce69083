// Modal: docs/modal/images.md#building
import { afterEach, expect, test, vi } from "vitest";
import { App, Image, InvalidError, VersionError, Workspace } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../support/expect-error.js";

afterEach(() => vi.unstubAllEnvs());

const image = Image.debianSlim("3.12").aptInstall("ffmpeg");

async function build(built: Image = image): Promise<string | undefined> {
  return (await built.build(await App.lookup("builder", { createIfMissing: true }))).objectId;
}

test("what images are built with is the workspace's, unless the process says it", async () => {
  await using world = await Emulator.start();
  await world.within(async () => {
    const { settings } = Workspace.fromContext();
    const first = await build();
    await settings.set("image-builder-version", "2024.10");
    const second = await build();
    vi.stubEnv("MODAL_IMAGE_BUILDER_VERSION", "2025.06");
    expect(await build()).toBe(first);
    vi.stubEnv("MODAL_IMAGE_BUILDER_VERSION", "PREVIEW");
    const third = await build();
    expect(new Set([first, second, third]).size).toBe(3);
    vi.stubEnv("MODAL_IMAGE_BUILDER_VERSION", "");
    expect(await build()).toBe(second);
  });
  expect(world.events.of("image.step").map(({ cached }) => cached)).toEqual(
    [false, false, true, false, true].flatMap((each) => [each, each]),
  );
});

test("builders take other base images, and other versions of Python", async () => {
  await using world = await Emulator.start();
  expect(image.toDockerfile().split("\n")[0]).toBe("FROM python:3.12-slim-bookworm");
  await world.within(async () => {
    await build(Image.debianSlim("3.14"));
    await Workspace.fromContext().settings.set("image-builder-version", "2023.12");
    expect(image.toDockerfile().split("\n")[0]).toBe("FROM python:3.12-slim-bullseye");
    expect(Image.micromamba().toDockerfile()).toContain("micromamba:bullseye-slim");
    await build();
    expect(world.events.of("image.step").at(-2)?.text).toBe("FROM python:3.12-slim-bullseye");
    await expectRejection(
      () => build(Image.debianSlim("3.13")),
      InvalidError,
      'Python version "3.13" is not supported by the image builder 2023.12. Choose one from 3.9 to 3.12.',
    );
  });
  expect(image.toDockerfile().split("\n")[0]).toBe("FROM python:3.12-slim-bookworm");
});

test("a builder that does not exist is refused, wherever it is named", async () => {
  await using world = await Emulator.start();
  await world.within(async () => {
    const { settings } = Workspace.fromContext();
    const message = 'there is no image builder "2020.01". There are 2023.12, 2024.04, 2024.10, 2025.06, PREVIEW.';
    await expectRejection(() => settings.set("image-builder-version", "2020.01"), VersionError, message);
    vi.stubEnv("MODAL_IMAGE_BUILDER_VERSION", "2020.01");
    await expectRejection(() => build(), VersionError, 'MODAL_IMAGE_BUILDER_VERSION is "2020.01"');
  });
  expectError(() => image.toDockerfile(), VersionError, 'MODAL_IMAGE_BUILDER_VERSION is "2020.01"');
});

test("a fault for an image hits it whatever it is built with", async () => {
  await using world = await Emulator.start();
  world.faults.slowBuild(image, { delayMs: 1000, times: 1 });
  vi.stubEnv("MODAL_IMAGE_BUILDER_VERSION", "2024.04");
  await world.within(() => build());
  expect(world.events.of("fault.build")).toHaveLength(1);
});
