// Protobuf omits a default value, and some JSON writers write it all the same: both mean unset.

import { isArray, isObject, type Json } from '../../model/json.ts';

/** The absence of a retry policy also means that none is set. */
const unset = /^$|(^|_)UNSPECIFIED$|^Unspecified$|^RETRY_STAT(E|US)_RETRY_POLICY_NOT_SET$|^RetryPolicyNotSet$/;

export function isUnset(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0) return true;
  if (typeof value === 'string') return value === '0' || value === '0s' || unset.test(value);
  return (isArray(value) || isObject(value)) && Object.values(value).every(isUnset);
}
