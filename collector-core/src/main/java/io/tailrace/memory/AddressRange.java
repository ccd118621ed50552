// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A range of addresses outside the heap, all zero, that the system backs with memory only where it
 * is written to. So a bound of many GiB costs nothing until it is used, and nothing is cleared
 * twice. Where the system offers them, large ranges use huge pages: random access to a buffer of
 * some GiB would otherwise miss the processor's address cache nearly every time.
 *
 * <p>On systems other than Linux and macOS the range is ordinary memory, cleared at once.
 *
 * <p>Not thread-safe. Freed by {@link #close()}; no address may be used afterwards.
 */
@SuppressWarnings("restricted") // the launcher grants native access
final class AddressRange implements AutoCloseable {

  /**
   * All memory. Access to it is not checked, so that it is as fast as access to an array; whoever
   * computes addresses keeps them within a range.
   */
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** The size of a huge page on the systems that are known, and how large ranges are aligned. */
  static final long HUGE_PAGE_BYTES = 2 << 20;

  private static final String SYSTEM = System.getProperty("os.name", "");
  private static final boolean IS_LINUX = SYSTEM.startsWith("Linux");
  private static final boolean IS_LAZY = IS_LINUX || SYSTEM.startsWith("Mac");

  /**
   * {@code PROT_READ | PROT_WRITE} (source: Linux {@code asm-generic/mman-common.h}; macOS {@code
   * sys/mman.h} has the same).
   */
  private static final int READ_WRITE = 0x1 | 0x2;

  /** {@code MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE} (source: as above, Linux and macOS). */
  private static final int PRIVATE_ANONYMOUS_LAZY =
      IS_LINUX ? 0x2 | 0x20 | 0x4000 : 0x2 | 0x1000 | 0x40;

  /** {@code MADV_HUGEPAGE} (source: as above, Linux only). */
  private static final int HUGE_PAGES = 14;

  private static final long FAILED = -1;

  /** Smaller ranges are ordinary memory: what could stay untouched of them is not worth a call. */
  private static final long SMALL_BYTES = 64 << 10;

  private final Arena arena = Arena.ofShared();
  private final long mapped;
  private final long mappedBytes;
  private final long address;

  /**
   * Reserves a range.
   *
   * @param bytes its size
   * @throws IllegalStateException if the system refuses it
   */
  AddressRange(long bytes) {
    if (!IS_LAZY || bytes < SMALL_BYTES) {
      mapped = 0;
      mappedBytes = 0;
      address = arena.allocate(bytes, 64).address();
      return;
    }
    boolean large = bytes >= HUGE_PAGE_BYTES;
    mappedBytes = large ? bytes + HUGE_PAGE_BYTES : bytes;
    mapped = SystemCalls.map(mappedBytes);
    if (mapped == FAILED) {
      throw new IllegalStateException(
          "cannot reserve addresses for " + bytes + " bytes (expected: a smaller buffer limit)");
    }
    address = large ? (mapped + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES : mapped;
    if (large && IS_LINUX) {
      SystemCalls.adviseHugePages(address, bytes);
    }
  }

  /** Where the range starts. */
  long address() {
    return address;
  }

  @Override
  public void close() {
    if (mappedBytes > 0) {
      SystemCalls.unmap(mapped, mappedBytes);
    }
    arena.close();
  }

  /** The calls of the C library; bound when the first large range is reserved. */
  private static final class SystemCalls {

    private static final MethodHandle MMAP =
        bind(
            "mmap",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
        bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle MADVISE =
        bind("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private static MethodHandle bind(String name, FunctionDescriptor signature) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
    }

    static long map(long bytes) {
      try {
        var result =
            (MemorySegment)
                MMAP.invokeExact(
                    MemorySegment.NULL, bytes, READ_WRITE, PRIVATE_ANONYMOUS_LAZY, -1, 0L);
        return result.address();
      } catch (Throwable e) {
        throw new LinkageError("mmap", e);
      }
    }

    static void unmap(long address, long bytes) {
      try {
        int result = (int) MUNMAP.invokeExact(MemorySegment.ofAddress(address), bytes);
        assert result == 0;
      } catch (Throwable e) {
        throw new LinkageError("munmap", e);
      }
    }

    /** Asks for huge pages; without them everything works, only slower. */
    static void adviseHugePages(long address, long bytes) {
      try {
        int _ = (int) MADVISE.invokeExact(MemorySegment.ofAddress(address), bytes, HUGE_PAGES);
      } catch (Throwable e) {
        throw new LinkageError("madvise", e);
      }
    }
  }
}
