// Protobuf leaves out what has its first value, and some writers of JSON write it all the same: both mean that nobody set it.

import { isArray, isObject, type Json } from '../../model/json.ts';

/** That there is no retry policy is said by its absence, too. */
const unset = /^$|(^|_)UNSPECIFIED$|^Unspecified$|^RETRY_STAT(E|US)_RETRY_POLICY_NOT_SET$|^RetryPolicyNotSet$/;

export function isUnset(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0) return true;
  if (typeof value === 'string') return value === '0' || value === '0s' || unset.test(value);
  return (isArray(value) || isObject(value)) && Object.values(value).every(isUnset);
}
