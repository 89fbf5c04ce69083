// Modal: docs/modal/command-line.md#arguments
import { describe, expect, test } from "vitest";
import { optionName, type OptionSpec, type ValueType } from "../../src/cli/options/option-spec.js";
import { OptionError, parseOptions } from "../../src/cli/options/parse-options.js";

const option = (type: ValueType, more: Partial<OptionSpec> = {}): OptionSpec => ({
  name: "value",
  type,
  isRequired: false,
  ...more,
});
const parse = (type: ValueType, ...words: string[]) => parseOptions([option(type)], words).values["value"];

describe("texts of options become values", () => {
  test.each<[ValueType, string, unknown]>([
    ["string", "a b", "a b"],
    ["string", "", ""],
    ["string", "12", "12"],
    ["string", "-x", "-x"],
    ["number", "1.5", 1.5],
    ["number", "-3", -3],
    ["number", "1e3", 1000],
    ["integer", "-3", -3],
    ["integer", "+7", 7],
    ["date", "2026-02-28", new Date("2026-02-28T00:00:00Z")],
    ["date", "2026-02-28T23:59:58", new Date("2026-02-28T23:59:58Z")],
    ["date", "2026-02-28 23:59:58", new Date("2026-02-28T23:59:58Z")],
    ["literal", "3", 3],
    ["literal", "true", true],
    ["literal", "null", null],
    ["literal", "[1, 2]", [1, 2]],
    ["literal", '{"a": 1}', { a: 1 }],
    ["literal", '"3"', "3"],
    ["literal", "plain", "plain"],
    ["literal", "{broken", "{broken"],
    ["literal", "12345678901234567890", "12345678901234567890"],
  ])("%s %j", (type, text, value) => {
    expect(parse(type, "--value", text)).toStrictEqual(value);
    expect(parse(type, `--value=${text}`)).toStrictEqual(value);
  });
  test.each<[ValueType, string, string]>([
    ["number", "three", "a number"],
    ["number", "", "a number"],
    ["number", "Infinity", "a number"],
    ["integer", "1.5", "a whole number"],
    ["integer", "9007199254740993", "a whole number"],
    ["date", "2026-02-30", "a date such as"],
    ["date", "2026-02-28T25:00:00", "a date such as"],
    ["date", "28.2.2026", "a date such as"],
    ["date", "2026-02-28T10:00", "a date such as"],
  ])("%s %j is refused", (type, text, expected) => {
    expect(() => parse(type, "--value", text)).toThrow(OptionError);
    expect(() => parse(type, "--value", text)).toThrow(`Invalid value for --value: "${text}" is not ${expected}`);
  });
  test("a boolean is a pair of flags, and the last one holds", () => {
    expect(parse("boolean", "--value")).toBe(true);
    expect(parse("boolean", "--no-value")).toBe(false);
    expect(parse("boolean", "--value", "--no-value")).toBe(false);
    expect(() => parse("boolean", "--value=true")).toThrow("does not take a value");
    expect(() => parse("flag", "--no-value")).toThrow("No such option: --no-value");
  });
  test("choices", () => {
    const choices = option("string", { choices: ["fast", "slow"] });
    expect(parseOptions([choices], ["--value", "slow"]).values).toEqual({ value: "slow" });
    expect(() => parseOptions([choices], ["--value", "medium"])).toThrow('"medium" is not one of fast, slow.');
  });
  test("an option is not taken for another one's value", () => {
    const specs = [option("string"), option("string", { name: "next" })];
    expect(() => parseOptions(specs, ["--value", "--next", "x"])).toThrow("Option --value needs a value.");
    expect(() => parseOptions(specs, ["--value", "--help"])).toThrow("Option --value needs a value.");
    expect(parseOptions(specs, ["--value=--next"]).values).toEqual({ value: "--next" });
  });
  test("reading stops at the first word that is no option", () => {
    expect(parseOptions([option("string", { short: "v" })], ["-v", "1", "file", "--value", "2"])).toEqual({
      values: { value: "1" },
      rest: ["file", "--value", "2"],
    });
    expect(parseOptions([option("flag")], ["--", "--value"])).toEqual({ values: {}, rest: ["--value"] });
  });
  test.each([
    ["url", "--url"],
    ["maxPages", "--max-pages"],
    ["max_pages", "--max-pages"],
    ["baseURL", "--base-url"],
    ["URLPath", "--url-path"],
    ["x2", "--x2"],
  ])("%s is %s", (name, expected) => {
    expect(optionName(name)).toBe(expected);
  });
});
