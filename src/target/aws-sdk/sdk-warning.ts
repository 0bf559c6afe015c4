/**
 * An SdkWarning is what the AWS SDK says of the Node it runs on, once, when its first client is made.
 * Which Node that may be is for package.json to say; the warning would land among our output.
 */
export function silenceSdk(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}
