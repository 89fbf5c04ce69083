import { javascript } from "./javascript/areas.ts";
import { showAreas } from "./show-areas.ts";

showAreas(javascript);
