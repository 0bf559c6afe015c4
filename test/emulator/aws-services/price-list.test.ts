import { GetProductsCommand, PricingClient } from '@aws-sdk/client-pricing';
import { describe, expect, it } from 'vitest';
import { ACCESS, useEmulator } from '../running-emulator.ts';

const running = useEmulator([]);

interface Offer {
  readonly product: { readonly sku: string; readonly attributes: Readonly<Record<string, string>> };
  readonly terms: {
    readonly OnDemand: Readonly<
      Record<
        string,
        {
          readonly priceDimensions: Readonly<
            Record<
              string,
              { readonly unit: string; readonly pricePerUnit: { readonly USD: string } }
            >
          >;
        }
      >
    >;
  };
}

async function offers(ServiceCode: string, filters: Record<string, string> = {}): Promise<Offer[]> {
  const client = new PricingClient({ ...ACCESS, endpoint: running.emulator.url });
  const Filters = Object.entries(filters).map(([Field, Value]) => ({
    Type: 'TERM_MATCH' as const,
    Field,
    Value,
  }));
  const found: Offer[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetProductsCommand({ ServiceCode, Filters, MaxResults: 7, NextToken }),
    );
    found.push(...(page.PriceList ?? []).map((text: unknown): Offer => JSON.parse(String(text))));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

function prices(found: readonly Offer[]): [string, number][] {
  return found.flatMap(({ terms }) =>
    Object.values(terms.OnDemand).flatMap(({ priceDimensions }) =>
      Object.values(priceDimensions).map(({ unit, pricePerUnit }): [string, number] => [
        unit,
        Number(pricePerUnit.USD),
      ]),
    ),
  );
}

describe.concurrent('the price list', () => {
  it('the price list has Amazon’s models per thousand tokens', async () => {
    const found = await offers('AmazonBedrock', { model: 'Nova Micro' });
    expect(prices(found).slice(0, 2)).toEqual([
      ['1K tokens', 0.000_035],
      ['1K tokens', 0.000_14],
    ]);
  });

  it('the price list has Claude per million tokens under the Marketplace’s service code', async () => {
    const servicename = 'Claude 3 Haiku (Amazon Bedrock Edition)';
    const found = await offers('AmazonBedrockFoundationModels', { servicename });
    expect(prices(found)).toEqual([
      ['1M tokens', 0.25],
      ['1M tokens', 1.25],
    ]);
    expect(await offers('AmazonBedrock', { servicename })).toEqual([]);
  });

  it('each price has a unique stock-keeping unit, over all pages of the price list', async () => {
    const skus = (await offers('AmazonBedrock')).map(({ product }) => product.sku);
    expect(skus.length).toBeGreaterThan(20);
    expect(new Set(skus).size).toBe(skus.length);
  });

  it('the price list returns no products and no error for a wrong service code', async () => {
    expect(await offers('AmazonBedrok')).toEqual([]);
  });
});
