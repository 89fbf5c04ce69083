/** What test runners define globally; containers find inert ones, so that a test file can be evaluated. */
const NAMES = (
  "suite test describe it chai expect assert expectTypeOf assertType vitest vi beforeAll afterAll beforeEach afterEach onTestFinished onTestFailed aroundEach aroundAll " +
  "bench jest before after xdescribe xit xtest fdescribe fit"
).split(" ");

/** Those that this process has. */
export function presentTestGlobals(): string[] {
  return NAMES.filter((name) => name in globalThis);
}
