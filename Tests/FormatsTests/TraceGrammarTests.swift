import Records
import Testing

@testable import Formats

/// Stack traces among lines of text, which have no times.
@Suite struct TraceGrammarTests {
  /// Each is one record, of which the first line alone would not be.
  static let traces = [
    "python": """
    Traceback (most recent call last):
      File "/srv/shop/pool.py", line 7, in take
        raise PoolTimeout(5)
    shop.PoolTimeout: none left

    During handling of the above exception, another exception occurred:

    Traceback (most recent call last):
      File "/srv/shop/main.py", line 12, in order
        pool.take()
    RuntimeError: no connection
    """,
    "java": """
    Exception in thread "order-7" shop.OrderException: cannot place;
      nested exception is:
    java.sql.SQLTimeoutException: 5 s

    \tat shop.Orders.place(Orders.java:31)
    \tat shop.Main.main(Main.java:9)
    \tSuppressed: java.io.IOException: closed
    Caused by: java.net.SocketTimeoutException: read
    \t... 12 more
    """,
    "dotnet": """
    Unhandled exception. System.InvalidOperationException: Sequence contains no elements
       at Shop.Orders.First() in /src/Orders.cs:line 14
    --- End of stack trace from previous location where exception was thrown ---
       at Shop.Program.Main() in /src/Program.cs:line 3
    """,
    "node": """
    TypeError: Cannot read properties of undefined (reading 'id')
        at order (/srv/shop/order.js:7:3)
        at async /srv/shop/main.js:12:5

    Node.js v18.19.0
    """,
    "go": """
    panic: runtime error: index out of range [5] with length 5
    [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]

    goroutine 17 [running]:
    main.(*Pool).Take(0xc0001a, {0x7a, 0xc1})
    \t/srv/shop/pool.go:58 +0x12a
    created by main.main in goroutine 1
    \t/srv/shop/main.go:12 +0x1d
    """,
    "php": """
    PHPException: no connection in /srv/shop/pool.php:5
    Stack trace:
    #0 /srv/shop/main.php(9): take()
    #1 {main}
    """,
    "rails": """
     ActionView::TemplateError (undefined method `name' for nil):
      
      app/views/orders/show.erb:3:in `block'
      app/controllers/orders_controller.rb:12:in `show'
    """,
    "rust": """
    thread 'main' panicked at src/pool.rs:58:9:
    no connection left
    stack backtrace:
       0: rust_begin_unwind
                 at /rustc/0a1b/library/std/src/panicking.rs:652:5
       1: shop::pool::take
    note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
    """,
    "swift": """
    shop/Pool.swift:58: Fatal error: no connection left

    *** Signal 4: Backtracing from 0x7f5c38b6df7f... done ***

    *** Program crashed: Illegal instruction at 0x00007f5c38b6df7f ***

    Platform: x86_64 Linux (Debian GNU/Linux 12 (bookworm))

    Thread 0 "shop" crashed:

      0      0x00007f5c38b6df7f take(_:) + 623 in shop at /srv/shop/Pool.swift:58:9
      1 [ra] 0x000055f6fc0dd02d main + 140 in shop at /srv/shop/main.swift:2:7
    ...

    Registers:

    rax 0x0000000000000000  0
     r8 0x0000000000000007  7

    Images (12 omitted):

    0x000055f6fc0dc000-0x000055f6fc0dd2b8 98e51aaa shop /srv/shop/shop

    Backtrace took 0.01s
    """,
    "dart": """
    Unhandled exception:
    Bad state: no connection
    of the pool
    #0      take (file:///srv/shop/pool.dart:7:3)
    <asynchronous suspension>
    #1      main (file:///srv/shop/main.dart:12:5)
    """,
  ]

  private func records(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var records: [String] = []
    _ = BlockParser(format: LogFormats.plainText, service: nil, times: TimeReader(zone: .utc, newest: 0))
      .read(bytes, offset: 0) { records.append(String(decoding: bytes[$0.line.range], as: UTF8.self)) }
    return records
  }

  @Test(arguments: traces.keys.sorted())
  func aTraceIsOneRecordBetweenOthers(language: String) throws {
    let trace = try #require(Self.traces[language])
    let found = records("order 7 placed\n\(trace)\norder 8 placed\norder 9 placed\n")
    // What a runtime says last, behind a blank line, is a line of its own.
    let expected = trace.split(separator: "\n\nNode.js")[0]
    #expect(found.first == "order 7 placed")
    #expect(found.dropFirst().first.map { $0.trimmingPrefix(expected).allSatisfy(\.isNewline) } == true)
    #expect(found.suffix(2) == ["order 8 placed", "order 9 placed"])
  }

  @Test(arguments: ["python", "java", "node", "go", "rust", "swift"])
  func twoTracesAreTwoRecords(language: String) throws {
    let trace = try #require(Self.traces[language]).split(separator: "\n\n")[0]
    #expect(records("\(trace)\n\(trace)\n") == [String(trace), String(trace)])
  }

  @Test(arguments: [
    "thread 'main' (71) panicked at src/pool.rs:58:9:\nno connection left\nnote: run with `RUST_BACKTRACE=1`",
    "thread 'order-7' panicked at 'no connection left', src/pool.rs:58:9",
    "shop/Pool.swift:58: Fatal error: no connection left",
  ])
  func theLastWordsOfAProgramAreOneCriticalRecord(words: String) {
    let bytes = Array("\(words)\norder 8 placed\n".utf8)
    var found: [(String, Severity)] = []
    _ = BlockParser(format: LogFormats.plainText, service: nil, times: TimeReader(zone: .utc, newest: 0))
      .read(bytes, offset: 0) {
        found.append((String(decoding: bytes[$0.line.range], as: UTF8.self), $0.fields.severity))
      }
    #expect(found.map(\.0) == [words, "order 8 placed"])
    #expect(found.first?.1 == .critical)
  }

  @Test func aTraceBelongsToTheLineThatNamesALevel() {
    let trace = "Traceback (most recent call last):\n  File \"pool.py\", line 7, in take\nshop.PoolTimeout: none"
    #expect(records("ERROR:shop:failed\n\(trace)\nINFO:shop:on\n") == ["ERROR:shop:failed\n\(trace)", "INFO:shop:on"])
  }

  @Test func linesOfTextAreNotJoined() {
    let lines = [
      "A first line.", "Errors are none of it.", "at last: nothing", "  but this goes on with it", "The end.",
    ]
    #expect(
      records(lines.joined(separator: "\n") + "\n")
        == [lines[0], lines[1], lines[2] + "\n" + lines[3], lines[4]])
  }

  /// A block that is cut anywhere is cut where a record begins, so the reads do not matter.
  @Test func whatIsWholeDoesNotDependOnWhereReadingStops() throws {
    let text = Self.traces.keys.sorted().map { "order \($0)\n\(Self.traces[$0] ?? "")\n" }.joined() + "the end\n"
    let bytes = Array(text.utf8)
    let parser = BlockParser(format: LogFormats.plainText, service: nil, times: TimeReader(zone: .utc, newest: 0))
    let whole = records(text)
    for step in [1, 7, 64, 300] {
      var pieces: [String] = []
      var carry: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: step) {
        carry += bytes[start..<min(bytes.count, start + step)]
        let count = unsafe parser.wholeRecords(in: carry.span.bytes)
        pieces += records(String(decoding: carry[..<count], as: UTF8.self))
        carry.removeFirst(count)
      }
      #expect(pieces + records(String(decoding: carry, as: UTF8.self)) == whole)
    }
  }

  @Test(arguments: [
    "thread 'main' panicked at src/main.rs:4:5:\nno amount", "fatal error: all goroutines are asleep - deadlock!",
  ])
  func aProgramThatDiesBehindAnotherLineIsAnError(last: String) throws {
    let read = try #require(Reading("2024-06-05 14:00:03 INFO started\n\(last)", by: "text-log"))
    #expect(read.record.severity == .error)
  }

  /// What a line begins no line behind it ends.
  @Test(arguments: ["thread 'order-7\nwaits for b' panicked at the disco", "a\nthread 'order-7\nb) panicked at c"])
  func wordsOfSeveralLinesAreNoPanic(text: String) throws {
    #expect(try #require(Reading("2024-06-05 14:00:03 \(text)", by: "text-log")).record.severity == .info)
    #expect(try #require(Reading("2024-06-05 14:00:03 INFO x: \(text)", by: "text-log")).record.severity == .info)
  }
}
