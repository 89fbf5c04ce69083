import { expect, test } from "vitest";
import { checkForRenamedParams } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

test("checkForRenamedParams names an option that has another name now", () => {
  const renames = { timeout: "timeoutMs" };
  expectError(
    () => checkForRenamedParams({ timeout: 1 }, renames),
    Error,
    "Parameter 'timeout' has been renamed to 'timeoutMs'.",
  );
  for (const params of [{ timeoutMs: 1 }, {}, undefined, null])
    expect(checkForRenamedParams(params, renames)).toBeUndefined();
});
