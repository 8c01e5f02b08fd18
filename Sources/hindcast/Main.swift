import ArgumentParser
import Dispatch
import Glibc

@main
enum Main {
  /// The program, on threads whose priorities stay as they are: libdispatch tries to raise that of one of them, which
  /// only root may, and complains in the system's log each time. It looks for this variable when it first would.
  static func main() {
    unsafe setenv("LIBDISPATCH_LOG", "NO", 0)
    Task(priority: .medium) {
      await Hindcast.runCommandLine()
      exit(0)
    }
    dispatchMain()
  }
}
