import { python } from "./python/areas.ts";
import { showAreas } from "./show-areas.ts";

showAreas(python);
