import { SCENARIOS } from "./scenarios.ts";
import { startWith } from "./start-with.ts";
import { holdsFor, type Way } from "./ways.ts";

// Prints what scenarios come to, as JSON by name. Started by somebody else than root.
const [way, threads] = process.argv.slice(2);
if (way !== "--try") {
  const results: Record<string, unknown> = {};
  for (const scenario of SCENARIOS.filter((each) => holdsFor(each, way as Way, "nobody"))) {
    await using world = await startWith(way as Way, Number(threads));
    results[scenario.name] = await scenario.run(world);
  }
  console.log(JSON.stringify(results));
}
