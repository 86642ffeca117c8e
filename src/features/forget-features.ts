import { featurePartition, type Stubs } from '../platform/stubs.ts';

/** Erases from the books of all datasets what a member holds of them; their own object is another's work. Idempotent. */
export async function forgetFeatures(stubs: Stubs, member: string): Promise<void> {
  await stubs.features(featurePartition(member)).forget(member);
}
