import { test } from "node:test";
import { probeAll } from "./probe.ts";

void test("every feature", () => probeAll("node --test"));
