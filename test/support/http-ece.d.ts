/** The part of `http_ece` (RFC 8188, comes with web-push) that tests use; the package has no types of its own. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  interface Parameters {
    readonly version: 'aes128gcm';
    readonly privateKey: ECDH;
    /** Uncompressed public key of the receiver; for encryption. */
    readonly dh?: Buffer | string;
    /** Bytes, or base64url. */
    readonly authSecret: Buffer | string;
    /** Bytes, or base64url; random unless told. */
    readonly salt?: Buffer | string;
  }

  const ece: {
    encrypt(plaintext: Buffer, parameters: Parameters): Buffer;
    decrypt(body: Buffer, parameters: Parameters): Buffer;
  };
  export default ece;
}
