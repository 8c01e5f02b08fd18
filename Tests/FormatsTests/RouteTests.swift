import LogLab
import Records
import Testing

@testable import Formats

@Suite struct RouteTests {
  /// The route of a path that stands in a line.
  private func route(_ path: String, before: String = "GET ", behind: String = " HTTP/1.1\" 200 730") -> (
    hash: UInt64, text: String
  ) {
    let bytes = Array((before + path + behind).utf8)
    let range = ByteRange(before.utf8.count, before.utf8.count + path.utf8.count)
    return unsafe (Route.hash(bytes.span.bytes, range), Route.text(bytes.span.bytes, range))
  }

  @Test func identifiersAreOne() {
    #expect(route("/product/17").text == "/product/{id}")
    #expect(route("/product/17").hash == route("/product/18").hash)
    #expect(route("/product/17?x=1").hash == route("/product/18").hash)
    #expect(route("/product/item-5").text == "/product/{id}")
    #expect(route("/api/v1/orders").text == "/api/v1/orders")
    #expect(route("/api/v2/orders").hash != route("/api/v1/orders").hash)
    #expect(route("/assets/app.js").text == "/assets/app.js")
  }

  @Test(arguments: [
    ("/abcdefg", "/abcdefg?x=y"), ("/search", "/search?q=1"), ("/ab", "/ab?x=1"), ("/ab", "/ab?xyz=abc#17"),
    ("/search", "/search?q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), ("/a/b", "/a/b;jsessionid=17"),
    ("/product/9", "/product/123456?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
  ])
  func aQueryMakesNoRoute(path: String, withQuery: String) {
    #expect(route(path).hash == route(withQuery).hash)
    #expect(route(path).text == route(withQuery).text)
  }

  @Test(arguments: [
    ("https://shop.example:443/orders/7", "/orders/{id}"), ("http://shop.example/orders/9?x=1", "/orders/{id}"),
    ("https://198.51.100.7:8443/cart", "/cart"), ("https://[2001:db8::7]:443/cart#top", "/cart"),
    ("https://shop.example", "/"), ("https://shop.example/", "/"), ("https://shop.example?q=a/b", "/"),
    ("wss://shop.example/live", "/live"), (#"https:\/\/shop.example\/orders\/7"#, "/orders/{id}"),
    (#"\/orders\/7\/items"#, "/orders/{id}/items"), (#"https:\/\/shop.example"#, "/"),
  ])
  func anAddressHasTheRouteOfItsPath(address: String, path: String) {
    #expect(route(address).text == path)
    let plain = path.split(separator: "{id}", omittingEmptySubsequences: false).joined(separator: "17")
    #expect(route(address).hash == route(plain).hash)
  }

  @Test func whatIsNoAddressIsARouteAsItStands() {
    #expect(route("shop.example:443").text == "shop.example:443")
    #expect(route("shop.example:443").hash == route("shop.example:443", before: "CONNECT ", behind: "").hash)
    #expect(route("shop.example:443").hash != route("cdn.example:443").hash)
    #expect(route("198.51.100.7:443").text == "{id}")
    #expect(route("*").text == "*")
    #expect(route("mailto:x").text == "mailto:x")
    #expect(route("://x").text == "://x")
    #expect(route(#"\x16\x03\x01"#).text == #"{id}"#)
    #expect(route("").hash == route("", before: "", behind: "").hash)
  }

  @Test func whatStandsAroundAPathMakesNoRoute() {
    for path in ["/", "/a", "/abcdefg", "/abcdefgh", "/cart/items", "/cart/7", "/checkout/basket/payment/method/new/x"]
    {
      #expect(route(path).hash == route(path, before: "", behind: "").hash)
      #expect(route(path).hash == route(path, before: "\"", behind: "\"}").hash)
    }
  }

  @Test func theHashIsThatOfTheText() {
    var random = Generator(17)
    let segments = [
      "", "a", "cart", "product", "17", "8", "v1", "v22", "item-5", "x_9", "oauth2", "app.js", "abcdefg", "abcdefgh",
      "6f1c2b3a-4d5e-6f70", String(repeating: "h", count: 40), String(repeating: "k", count: 39), "caf\u{e9}",
    ]
    let tails = ["", "", "?", "?x=1", "?abc", "#top", ";s=1", "?q=" + String(repeating: "z", count: 50)]
    var hashes: [String: UInt64] = [:]
    var texts: [UInt64: String] = [:]
    for _ in 0..<60_000 {
      var path = ""
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        path += "/" + (segments.randomElement(using: &random) ?? "")
      }
      path += tails.randomElement(using: &random) ?? ""
      let (hash, text) = route(path, behind: random.chance(0.5) ? "" : " HTTP/1.1\" 200 730")
      if let known = hashes[text], known != hash { Issue.record("\(text) has two hashes, one of \(path)") }
      if let known = texts[hash], known != text { Issue.record("\(text) and \(known) have one hash") }
      hashes[text] = hash
      texts[hash] = text
    }
    #expect(hashes.count > 10_000)
  }
}
