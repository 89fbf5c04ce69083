import { expect, test } from "vitest";
import { BUDGET, packageSize, type PackageSize } from "../../tools/package-size.ts";

test("the package and what it brings along are within their budget", () => {
  const size = packageSize();
  const over = (Object.keys(BUDGET) as (keyof PackageSize)[]).filter((key) => !(size[key] <= BUDGET[key]));
  expect(over, `${JSON.stringify(size)}: \`npm run size\` shows more, docs/dependencies.md has the reasons`).toEqual(
    [],
  );
});
