// Modal: docs/modal/command-line.md#what-runs
import { describe, expect, test } from "vitest";
import { type Candidate, collectCandidates } from "../../src/cli/targets/collect-candidates.js";
import { NotUniqueError, selectCandidate } from "../../src/cli/targets/select-candidate.js";
import { App } from "../../src/main.js";

const inline = { isolation: "inline" } as const;
const work = (): void => {};
const names = (candidates: readonly Candidate[]) => candidates.map((candidate) => candidate.names);
const chosen = (path: string | undefined, candidates: readonly Candidate[]) => {
  const { kind, app, name } = selectCandidate("file.ts", path, candidates);
  return `${kind} ${app.name}.${name}`;
};

describe("names of what can be run", () => {
  test("an export's name goes before the tag", () => {
    const app = new App("a");
    const renamed = app.function({ ...inline, name: "tag" }, work);
    expect(names(collectCandidates({ exports: { renamed, stub: app }, apps: [app] }))).toEqual([
      ["renamed", "stub.tag"],
    ]);
  });
  test("what is not exported has its own name, where that is free", () => {
    const app = new App("a");
    app.function({ ...inline, name: "free" }, work);
    app.function({ ...inline, name: "app" }, work);
    expect(names(collectCandidates({ exports: { app }, apps: [app] }))).toEqual([["free", "app.free"], ["app.app"]]);
  });
  test("an only app that is not exported is called `app`", () => {
    const app = new App("other-name");
    app.localEntrypoint({ name: "main" }, work);
    expect(names(collectCandidates({ exports: {}, apps: [app] }))).toEqual([["main", "app.main"]]);
  });
  test("a default export keeps its own name", () => {
    const app = new App("a");
    const handle = app.function({ ...inline, name: "tag" }, work);
    expect(names(collectCandidates({ exports: { default: handle, app }, apps: [app] }))).toEqual([["tag", "app.tag"]]);
    expect(names(collectCandidates({ exports: { default: app }, apps: [app] }))).toEqual([["tag", "app.tag"]]);
  });
  test("an included function has a name in both apps", () => {
    const shared = new App("shared");
    shared.function({ ...inline, name: "tag" }, work);
    const app = new App("a").include(shared);
    expect(names(collectCandidates({ exports: { app, shared }, apps: [shared, app] }))).toEqual([
      ["tag", "app.tag", "shared.tag"],
    ]);
  });
});

describe("the best priority wins", () => {
  const app = new App("a");
  const other = new App("b");
  const hidden = new App("hidden");
  const fn = app.function({ ...inline, name: "fn" }, work);
  app.localEntrypoint({ name: "main" }, work);
  other.localEntrypoint({ name: "main" }, () => {});
  hidden.localEntrypoint({ name: "start" }, () => {});
  hidden.function({ ...inline, name: "fn" }, work);
  const candidates = collectCandidates({ exports: { app, fn, other }, apps: [app, other, hidden] });

  test("an entrypoint in the module, a function in the module, an app's entrypoint, an app's function", () => {
    expect(candidates.map(({ names: [name], priority }) => [name, priority])).toEqual([
      ["main", 0],
      ["fn", 1],
      ["other.main", 2],
      ["hidden.start", 2],
      ["hidden.fn", 3],
    ]);
  });
  test.each([
    [undefined, "entrypoint a.main"],
    ["app", "entrypoint a.main"],
    ["main", "entrypoint a.main"],
    ["fn", "function a.fn"],
    ["other", "entrypoint b.main"],
    ["other.main", "entrypoint b.main"],
    ["hidden.fn", "function hidden.fn"],
    ["hidden", "entrypoint hidden.start"],
  ])("%s", (path, expected) => {
    expect(chosen(path, candidates)).toBe(expected);
  });
  test("a name is matched whole", () => {
    expect(() => chosen("ma", candidates)).toThrow(NotUniqueError);
    expect(() => chosen("hidden.f", candidates)).toThrow('There is no "hidden.f"');
  });
  test("two of the same priority are not unique", () => {
    const twins = new App("twins");
    for (const name of ["one", "two"]) twins.localEntrypoint({ name }, () => name);
    expect(() => chosen(undefined, collectCandidates({ exports: { twins }, apps: [twins] }))).toThrow(
      /More than one thing in file\.ts could be meant\..*\n {2}one \/ twins\.one\n {2}two \/ twins\.two$/,
    );
  });
});
