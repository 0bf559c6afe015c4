/**
 * A self-signed certificate for localhost and 127.0.0.1, valid for a hundred years. Its key is
 * public, and protects nothing.
 */
export interface LoopbackCertificate {
  readonly key: string;
  readonly cert: string;
}

export const loopbackCertificate: LoopbackCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2FjXIDiVawk47Vc0
UBwWH6JSgHalmCNDJMyKtfqImZqhRANCAARAkzrecqyOQmCiy1JkA4wiQYZmmjFO
ELFzJ/IO0drJd5GxZzGgILtT+uagtXJy0uaqKRB7it8YpkjZ9tKA9QrY
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUN57rry31iIccZZ14eOrjlxMdOY8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE1MzY0N1oYDzIxMjYxMDMw
MTUzNjQ3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARAkzrecqyOQmCiy1JkA4wiQYZmmjFOELFzJ/IO0drJd5GxZzGgILtT
+uagtXJy0uaqKRB7it8YpkjZ9tKA9QrYo28wbTAdBgNVHQ4EFgQUyJHfQ5fqgJeP
0zwJQS9kil0BwPswHwYDVR0jBBgwFoAUyJHfQ5fqgJeP0zwJQS9kil0BwPswDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgOX2PvYQRrAOwaBt2MsYS2HY1sXduPROnIvNO9US5MAcCIEri
SqHY8eUyimKaC4M0KoIRkXShWt2t8eky3GohX4xJ
-----END CERTIFICATE-----`,
};
