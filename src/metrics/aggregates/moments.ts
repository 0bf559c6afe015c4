/** The number of values, their sum, mean and variance, in one pass (Welford 1962). */
export class Moments {
  #n = 0;
  #sum = 0;
  #mean = 0;
  /** Sum of squared distances from the mean. */
  #scatter = 0;

  get sum(): number {
    return this.#sum;
  }

  get mean(): number {
    return this.#sum / this.#n;
  }

  /** The sample variance; not a number for fewer than two values. */
  get variance(): number {
    return this.#scatter / (this.#n - 1);
  }

  add(value: number): void {
    this.#n += 1;
    this.#sum += value;
    const distance = value - this.#mean;
    this.#mean += distance / this.#n;
    this.#scatter += distance * (value - this.#mean);
  }

  /** Scatters add by Chan, Golub and LeVeque 1979. */
  merge(other: Moments): void {
    if (other.#n === 0) return;
    const [a, b] = [this.#n, other.#n];
    const distance = other.#mean - this.#mean;
    this.#n += b;
    this.#sum += other.#sum;
    this.#scatter += other.#scatter + (distance * distance * a * b) / (a + b);
    this.#mean = this.#sum / this.#n;
  }
}
