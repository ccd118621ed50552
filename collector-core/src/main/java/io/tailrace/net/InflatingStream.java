// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.util.concurrent.FastThreadLocal;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A stream that inflates straight into the reader's array, with inflaters and input buffers that
 * are used again by the next stream of the same thread.
 */
abstract class InflatingStream extends InputStream {

  private static final int INPUT_BYTES = 16 << 10;

  /** An inflater without zlib header and its input, in use by one stream or waiting for one. */
  private static final class Engine {
    final Inflater inflater = new Inflater(true);
    final byte[] input = new byte[INPUT_BYTES];
  }

  private static final FastThreadLocal<ArrayDeque<Engine>> SPARE =
      new FastThreadLocal<>() {
        @Override
        protected ArrayDeque<Engine> initialValue() {
          return new ArrayDeque<>();
        }

        @Override
        protected void onRemoval(ArrayDeque<Engine> engines) {
          engines.forEach(engine -> engine.inflater.end());
        }
      };

  private final InputStream source;
  private final Engine engine;
  private int position;
  private int limit;
  private boolean inBody;
  private boolean ended;
  private boolean closed;

  InflatingStream(InputStream source) {
    this.source = source;
    Engine spare = SPARE.get().pollLast();
    engine = spare == null ? new Engine() : spare;
  }

  /** Reads what stands before the deflated body; false if there is no further body. */
  abstract boolean readHeader() throws IOException;

  /** Takes note of inflated bytes, for the checksum. */
  abstract void inflated(byte[] bytes, int offset, int count);

  /** Reads and checks what stands behind the deflated body. */
  abstract void readTrailer() throws IOException;

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    while (!ended) {
      if (!inBody) {
        if (!readHeader()) {
          ended = true;
          break;
        }
        engine.inflater.reset();
        engine.inflater.setInput(engine.input, position, limit - position);
        inBody = true;
      }
      int inflatedBytes = inflate(bytes, offset, count);
      if (inflatedBytes > 0) {
        inflated(bytes, offset, inflatedBytes);
        return inflatedBytes;
      }
    }
    return -1;
  }

  private int inflate(byte[] bytes, int offset, int count) throws IOException {
    Inflater inflater = engine.inflater;
    while (true) {
      int made;
      try {
        made = inflater.inflate(bytes, offset, count);
      } catch (DataFormatException e) {
        throw new IOException("corrupt deflate data: " + e.getMessage(), e);
      }
      if (made > 0) {
        return made;
      }
      if (inflater.finished()) {
        position = limit - inflater.getRemaining();
        inBody = false;
        readTrailer();
        return 0;
      }
      if (inflater.needsDictionary()) {
        throw new IOException("a preset dictionary is needed (expected: none)");
      }
      if (!refill()) {
        throw cutOff();
      }
      inflater.setInput(engine.input, 0, limit);
    }
  }

  private boolean refill() throws IOException {
    position = 0;
    limit = Math.max(0, source.read(engine.input, 0, INPUT_BYTES));
    return limit > 0;
  }

  /** The next compressed byte; -1 at the end. */
  final int next() throws IOException {
    if (position == limit && !refill()) {
      return -1;
    }
    return engine.input[position++] & 0xFF;
  }

  /** The next compressed byte. */
  final int need() throws IOException {
    int value = next();
    if (value < 0) {
      throw cutOff();
    }
    return value;
  }

  private static EOFException cutOff() {
    return new EOFException("the compressed data is cut off");
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      ended = true;
      SPARE.get().addLast(engine);
      source.close();
    }
  }
}
