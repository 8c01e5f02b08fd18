import Records
import Testing

@testable import Formats

/// Whom messages speak of.
@Suite struct ClientInMessageTests {
  private func client(_ message: String) -> String {
    let bytes = Array(message.utf8)
    let found = unsafe ClientInMessage.find(bytes.span.bytes, ByteRange(0, bytes.count))
    return String(decoding: bytes[found.range], as: UTF8.self)
  }

  @Test(arguments: [
    ("Invalid user anna from 203.0.113.7 port 50712", "203.0.113.7"),
    ("Unable to negotiate with 203.0.113.7 port 50712: no match", "203.0.113.7"),
    ("imap-login: Aborted login: user=<anna>, method=PLAIN, rip=203.0.113.7, lip=198.51.100.2", "203.0.113.7"),
    ("authentication failure; logname= uid=0 rhost=2001:db8::7  user=anna", "2001:db8::7"),
    ("IN=eth0 OUT= SRC=203.0.113.7 DST=198.51.100.2 LEN=40", "203.0.113.7"),
    ("Login denied (IP: 203.0.113.7).", "203.0.113.7"),
    ("connect from mail.shop.example[203.0.113.7]: TLS failed", "203.0.113.7"),
    ("FAIL LOGIN: Client \"::ffff:203.0.113.7\"", "203.0.113.7"),
    ("{UDP} 203.0.113.7:5001 -> 198.51.100.2:53", "203.0.113.7"),
    ("Bad password for anna (203.0.113.7)", "203.0.113.7"),
    ("login failed, ip 2001:db8:1:2:3:4:5:7, user anna", "2001:db8:1:2:3:4:5:7"),
    ("refused connect from mail.shop.example (203.0.113.7)", "203.0.113.7"),
    ("sending packet: from 198.51.100.2[4500] to 203.0.113.7[28808] (80 bytes)", "203.0.113.7"),
    ("authenticator failed for ([198.51.100.2]) [203.0.113.7]:50712: 535", "203.0.113.7"),
    ("client @0x7f65100ee4d8 203.0.113.7#3076 (shop.example): query denied", "203.0.113.7"),
    ("remote_addr=203.0.113.7 status=bad", "203.0.113.7"),
  ])
  func theClientIsFound(message: String, expected: String) { #expect(client(message) == expected) }

  @Test(arguments: [
    "::ffff:203.0.113.7", "::FFFF:203.0.113.7", "::Ffff:203.0.113.7", "0:0:0:0:0:ffff:203.0.113.7",
    "0000:0000:0000:0000:0000:ffff:203.0.113.7", "203.0.113.7",
  ])
  func oneClientIsTheSameHoweverItsAddressIsWritten(address: String) {
    let bytes = Array(address.utf8)
    let client = unsafe ClientAddress.unmapped(bytes.span.bytes, ByteRange(0, bytes.count))
    #expect(String(decoding: bytes[client.range], as: UTF8.self) == "203.0.113.7")
  }

  @Test(arguments: [
    "connecting to 203.0.113.7:5432", "listening on 0.0.0.0 and ::", "at 14:00:03 std::a1::b2 failed",
    "no route between 203.0.113.7 and 203.0.113.8", "version 1.2.3.4.5 from 1.2.3",
    "password of 203.0.113.7, 203.0.113.8",
    "from 300.1.2.3", "",
  ])
  func whatIsNotCertainIsNotNamed(message: String) { #expect(client(message) == "") }
}
