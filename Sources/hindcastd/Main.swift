import ArgumentParser
import Dispatch
import Glibc

@main
enum Main {
  /// The program, on threads whose priorities stay as they are: libdispatch tries to raise that of one of them, which
  /// only root may, and complains in the system's log each time. It looks for this variable when it first would.
  static func main() {
    takeStandardDescriptors()
    unsafe setenv("LIBDISPATCH_LOG", "NO", 0)
    Task(priority: .medium) {
      await Hindcastd.main()
      exit(0)
    }
    dispatchMain()
  }

  /// Fills those of the descriptors 0 to 2 that were closed, so that no file gets a number to which errors are written.
  private static func takeStandardDescriptors() {
    var taken: Int32 = 0
    while (0...2).contains(taken) { taken = unsafe open("/dev/null", O_RDWR) }
    if taken > 2 { close(taken) }
  }
}
