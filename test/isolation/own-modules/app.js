import { createRequire } from "node:module";
import { App, Volume } from "modal-emulator";
import * as namespace from "kept-base";
import base from "kept-base";
import cjs from "kept-cjs";
import mixed from "kept-mixed";
import Kept, * as esm from "kept-esm";
import fse from "fs-extra";
import lodash from "lodash";

export const app = new App("own-modules");
export { base as hostBase };

/** What packages draw that have kept what they draw with. */
const draw = async () => {
  const late = await esm.late();
  return {
    draws: [base.draw(), cjs.draw(), cjs.lazy().draw(), cjs.again().draw(), esm.draw(), late.draw()],
    lodash: [lodash.random(1e9), lodash.shuffle([1, 2, 3, 4, 5, 6, 7]), lodash.sample("abcdefgh"), lodash.now()],
    names: Object.keys(namespace).toSorted(),
    isOther: base.isOther,
  };
};
export const drawing = app.function({ name: "drawing" }, draw);

/** Whether each module is there once, whichever way it is come by. */
export const once = app.function({ name: "once" }, async () => {
  const required = createRequire(import.meta.url);
  const name = ["kept", "base"].join("-");
  const late = await esm.late();
  base.count++;
  const lazy = cjs.lazy();
  return {
    "import, require": cjs.base === base,
    "import, lazy require": cjs.lazy().base === base,
    "import, import of a package": esm.base === base,
    "import, import() of a package": late.base === base,
    "import() twice": late === (await cjs.late()),
    "import, createRequire of a package": esm.require("kept-base") === base,
    "import, createRequire": required("kept-base") === base,
    "import, import()": (await import(name)).default === base,
    "class of ESM, by require": mixed.Kept === Kept,
    "require of ESM, by createRequire": required("kept-esm").default === Kept,
    "a module that is loaded again": cjs.again() !== lazy && cjs.lazy() !== lazy,
  };
});

export const files = app.function(
  { name: "files", volumes: { "/vol": Volume.fromName("own-modules", { createIfMissing: true }) } },
  async () => {
    await fse.outputFile("/vol/deep/down.txt", "by fs-extra");
    await fse.copy("/vol/deep", "/vol/copied");
    return [
      await cjs.files("/vol/kept.txt"),
      await fse.readFile("/vol/copied/down.txt", "utf8"),
      await fse.readdir("/vol"),
    ];
  },
);

export const places = app.function({ name: "places" }, () => {
  try {
    return esm.fail();
  } catch (error) {
    console.log(error.stack);
    return [cjs.where, esm.where];
  }
});

export const inline = app.function({ name: "inline", isolation: "inline" }, () => [
  cjs.base === base,
  createRequire(import.meta.url)("kept-base") === base,
  ++base.count,
]);
