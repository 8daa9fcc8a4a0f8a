import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { z } from 'zod';

const file = z.strictObject({
  amounts: z.array(
    z.strictObject({
      year: z.int().min(2018),
      amountSek: z.int().positive(),
      source: z.string().min(1),
    }),
  ),
});

/** What a care day costs in a year, and where that stands. */
export interface NationalAmount {
  readonly year: number;
  readonly amountSek: number;
  readonly source: string;
}

/**
 * The national amounts that are known (G-035). Years that are not in the file were not found; none is invented, and a region
 * sets them itself.
 */
export function readNationalAmounts(): readonly NationalAmount[] {
  const at = path.join(projectRoot(), 'services/care/data/care-day-amounts.json');
  return file.parse(JSON.parse(readFileSync(at, 'utf8'))).amounts;
}
