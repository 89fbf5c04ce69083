/** Where a path leads from a directory, without `.` and `..`. */
export function pathBelow(directory = "/", path: string): string {
  const segments: string[] = [];
  for (const segment of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}
