/** Holes in a list after which it is taken for one that mostly has holes. */
const MAX_HOLES = 0x10000;

/**
 * Goes through the elements of a list that are there, in their order. A list of four billion holes, such as
 * `new Array(2 ** 32 - 1)`, costs no more than what it holds.
 */
export function eachElement<T>(list: readonly T[], visit: (element: T, index: number) => void): void {
  let holes = 0;
  for (let index = 0; index < list.length; index++) {
    const element = list[index];
    if (element !== undefined || index in list) visit(element as T, index);
    else if (++holes > MAX_HOLES) return eachListed(list, index, visit);
  }
}

function eachListed<T>(list: readonly T[], after: number, visit: (element: T, index: number) => void): void {
  for (const key of Object.keys(list)) {
    const index = Number(key);
    // what is no index of a list, such as `groups`, is another text as a number, or is none
    if (index > after && index < list.length && String(index) === key) visit(list[index] as T, index);
  }
}
