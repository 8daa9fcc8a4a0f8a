import { type TestRegion, testRegion } from '@samplan/testing/region';
import { type Staff, staffOf } from '@samplan/testing/story';
import { type Given, givenTo } from './giving.ts';

/** A region with people who see what commands do, and what commands are given beside it. Close the region in the end. */
export interface Ward extends Staff {
  readonly region: TestRegion;
  readonly given: Given;
}

/** Makes the region. */
export async function openWard(): Promise<Ward> {
  const region = await testRegion();
  return { region, given: givenTo(region), ...(await staffOf(region)) };
}
