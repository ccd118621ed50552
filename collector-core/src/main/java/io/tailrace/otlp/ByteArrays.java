// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

/** Where arrays for encoded spans come from, and where they go when nobody needs them any more. */
public interface ByteArrays {

  /** Arrays of exactly the size that is asked for, and that are left to the garbage collector. */
  ByteArrays UNPOOLED =
      new ByteArrays() {
        @Override
        public byte[] take(int bytes) {
          return new byte[bytes];
        }

        @Override
        public void give(byte[] array) {}
      };

  /**
   * An array with room for {@code bytes}, with anything in it, that belongs to the caller.
   *
   * @throws OutOfMemoryError if none can be made
   */
  byte[] take(int bytes);

  /** Takes an array back, once; the caller must not use it any more. */
  void give(byte[] array);
}
