import CCrypto
import Records

/// Hashes by libcrypto, in lower-case hexadecimal.
package enum Hashes {
  /// Looked up once: with `EVP_sha256()` each hash would look it up again.
  private nonisolated(unsafe) static let sha256 = unsafe EVP_MD_fetch(nil, "SHA256", nil)

  /// SHA-256 (FIPS 180-4).
  package static func sha256(_ bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let done = unsafe EVP_Digest(bytes, bytes.count, &digest, nil, sha256, nil)
    precondition(done == 1, "libcrypto has no SHA-256")
    return digest.hex
  }

  /// HMAC-SHA-256 (RFC 2104).
  package static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> String {
    var code = [UInt8](repeating: 0, count: 32)
    let done = unsafe HMAC(sha256, key, Int32(key.count), bytes, bytes.count, &code, nil)
    precondition(unsafe done != nil, "libcrypto has no HMAC-SHA-256")
    return code.hex
  }
}

/// SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal.
package func sha256Hex(_ text: String) -> String { Hashes.sha256(Array(text.utf8)) }
