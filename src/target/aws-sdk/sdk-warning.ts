/**
 * Turns off the AWS SDK's warning about the Node version, which it writes when its first client is
 * made. package.json states the supported versions; the warning would mix with our output.
 */
export function silenceSdk(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}
