/**
 * An SdkFastPath says whether an AWS SDK client's requests went the fast path: made after the pattern
 * of its first one, through the SDK's serialiser and signer alone.
 */
export interface SdkFastPath {
  /** The client's class, as the SDK names it: `BedrockRuntimeClient`. */
  readonly client: string;
  /** Why every request goes all the SDK's way instead; absent where none does. */
  readonly fallback?: {
    /**
     * `auth`: requests are not signed by Signature Version 4, which is the user's choice. `version`:
     * a package is not the one that was tested. `shape`: the SDK's internals are not what is read of
     * them. `different`: what came out was not what the SDK sends.
     */
    readonly reason: 'auth' | 'version' | 'shape' | 'different';
    /** What was found, as a clause. */
    readonly detail: string;
  };
}
