import { commandLine } from "./command-line/areas.ts";
import { showAreas } from "./show-areas.ts";

showAreas(commandLine);
