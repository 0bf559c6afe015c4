/** Account of the emulator. */
export const ACCOUNT = '123456789012';

/** ARN of the user that all accepted credentials belong to. */
export const USER = `arn:aws:iam::${ACCOUNT}:user/emulated`;
