import Incidents
import Testing

/// The hashes that are stored with evidence and told to others stay those of the standards.
@Suite struct HashesTests {
  @Test func sha256IsThatOfFIPS180() {
    #expect(sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(sha256Hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func hmacSHA256IsThatOfRFC4231() {
    #expect(
      Hashes.hmacSHA256(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }
}
