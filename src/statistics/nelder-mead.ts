/** The lowest point that a search found. */
export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
}

export interface SearchOptions {
  /** Sides of the initial simplex, one per dimension. */
  readonly steps: readonly number[];
  readonly evaluations: number;
}

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * Searches from `start` for a local minimum of a function of several variables without derivatives.
 * A non-finite value counts as infinite. Stops at `evaluations` evaluations, plus those of the last
 * step.
 *
 * J. A. Nelder and R. Mead, "A simplex method for function minimization", The Computer Journal 7,
 * 1965: reflect 1, expand 2, contract 1/2, shrink 1/2.
 */
export function nelderMead(
  value: (at: readonly number[]) => number,
  start: readonly number[],
  { steps, evaluations }: SearchOptions,
): Minimum {
  let evaluated = 0;
  const vertex = (at: readonly number[]): Vertex => {
    evaluated++;
    const found = value(at);
    return { at, value: Number.isFinite(found) ? found : Number.POSITIVE_INFINITY };
  };
  let simplex = [
    vertex(start),
    ...start.map((_, i) => vertex(start.map((x, j) => (i === j ? x + (steps[i] ?? 0) : x)))),
  ];
  for (;;) {
    simplex = simplex.toSorted((a, b) => a.value - b.value);
    const [best, ...others] = simplex;
    const worst = others.at(-1);
    const secondWorst = simplex.at(-2);
    if (best === undefined) throw new RangeError('There is nothing to search in no dimensions.');
    if (worst === undefined || secondWorst === undefined || evaluated >= evaluations) return best;
    const rest = simplex.slice(0, -1);
    const centre = best.at.map((_, i) => mean(rest.map(({ at }) => at[i] ?? 0)));
    /**
     * Evaluates a point on the line from the worst vertex through the others' centre; -1 is the
     * worst itself.
     */
    const along = (t: number): Vertex =>
      vertex(centre.map((c, i) => c + t * (c - (worst.at[i] ?? 0))));
    const reflected = along(1);
    if (reflected.value < best.value) {
      const expanded = along(2);
      simplex = [...rest, expanded.value < reflected.value ? expanded : reflected];
    } else if (reflected.value < secondWorst.value) {
      simplex = [...rest, reflected];
    } else {
      const contracted = along(reflected.value < worst.value ? 0.5 : -0.5);
      simplex =
        contracted.value < Math.min(reflected.value, worst.value)
          ? [...rest, contracted]
          : [
              best,
              ...others.map(({ at }) => vertex(at.map((x, i) => (x + (best.at[i] ?? 0)) / 2))),
            ];
    }
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
