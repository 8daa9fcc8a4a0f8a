import type { ProductionStart } from './domain.ts';

/** When regions and municipalities begin. */
export interface ProductionStartStore {
  find(principalId: string, userId: string): Promise<ProductionStart>;
}
