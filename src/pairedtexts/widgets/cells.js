/** Answers that are one choice a cell: `{ part: choice }`. */

/** The cells of an answer that are `parts`, filled with one of `choices`, in the order shown; null when there is none. */
export function filledCells(parts, choices, answer) {
  const given = Object(answer);
  const filled = parts.filter(({ id }) => choices.some((choice) => choice.id === given[id]));
  return filled.length > 0 ? Object.fromEntries(filled.map(({ id }) => [id, given[id]])) : null;
}
