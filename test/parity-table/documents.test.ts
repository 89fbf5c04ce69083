import { documents } from "./documents/areas.ts";
import { showAreas } from "./show-areas.ts";

showAreas(documents);
