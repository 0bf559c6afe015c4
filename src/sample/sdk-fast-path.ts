/**
 * Whether the requests of an AWS SDK client took the fast path: made from its first request,
 * through only the SDK's serializer and signer.
 */
export interface SdkFastPath {
  /** The client's class, as the SDK names it: `BedrockRuntimeClient`. */
  readonly client: string;
  /** Why every request passes through the whole SDK instead; absent on the fast path. */
  readonly fallback?: {
    /**
     * `auth`: requests are not signed with Signature Version 4, which is the user's choice.
     * `version`: a package has another version than the tested one. `shape`: the SDK's internals
     * differ from what is read here. `different`: the prepared request differed from the SDK's.
     */
    readonly reason: 'auth' | 'version' | 'shape' | 'different';
    /** What was found, as a clause. */
    readonly detail: string;
  };
}
