import CMalloc

/// How the C library's allocator treats the memory of blocks.
enum BlockMemory {
  /// Blocks come and go by the thousand. Left alone, the allocator gives each one's pages back to the kernel, which
  /// clears them for the next: a tenth of a replay's time.
  static func keepPages() {
    mallopt(M_MMAP_THRESHOLD, 8 << 20)
    mallopt(M_TRIM_THRESHOLD, 32 << 20)
  }
}
