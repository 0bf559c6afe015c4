import { describe, expect, it } from 'vitest';
import { LittlesLawCheck } from '../../../src/metrics/diagnostics/littles-law.ts';
import { createRandom } from '../../../src/random/random.ts';

describe("Little's law", () => {
  it("Little's law holds exactly for a steady stream", () => {
    const occupancy = new LittlesLawCheck(10_000, 50_000);
    for (let sent = 0; sent < 60_000; sent += 100) occupancy.add(sent, sent + 500);
    const law = occupancy.law();
    expect(law?.inFlight).toBeCloseTo(5, 6);
    expect(law?.rate).toBeCloseTo(10, 6);
    expect(law?.residence).toBeCloseTo(500, 6);
    expect(law?.gap).toBeCloseTo(0, 6);
  });

  it("Little's law fails beyond chance where requests accumulate", () => {
    // Arrivals at 10/s, one server that ends one each 125 ms: one in five stays behind.
    const occupancy = new LittlesLawCheck(10_000, 90_000);
    for (let i = 0; i < 1000; i++) occupancy.add(i * 100, (i + 1) * 125);
    const law = occupancy.law();
    expect(law?.gap).toBeCloseTo(0.2, 1);
    expect(law?.gap).toBeGreaterThan(law?.chance ?? 1);
  });

  it("Little's law holds within its allowance for chance", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = createRandom(seed, 'service');
      const occupancy = new LittlesLawCheck(5000, 35_000);
      let sent = 0;
      while (sent < 40_000) {
        occupancy.add(sent, sent - 1500 * Math.log(1 - random()));
        sent -= 200 * Math.log(1 - random());
      }
      const law = occupancy.law();
      expect(Math.abs(law?.gap ?? 1)).toBeLessThan(law?.chance ?? 0);
    }
  });

  it("Little's law is absent where nothing completed", () => {
    const occupancy = new LittlesLawCheck(0, 1000);
    expect(occupancy.law()).toBeUndefined();
    occupancy.add(0, 5000);
    expect(occupancy.law()).toBeUndefined();
  });
});
