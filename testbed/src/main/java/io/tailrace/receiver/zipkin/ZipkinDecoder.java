// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.memory.MemoryBudget;
import io.tailrace.memory.MemoryTag;
import io.tailrace.testbed.fuzz.Decoder;

/** Zipkin's formats. In the package of what it decodes with, which is not public. */
public final class ZipkinDecoder implements Decoder {

  private static final long NOW_NANOS = 1_700_000_000_000_000_000L;

  private final Format format;
  private final MemoryBudget memory = new MemoryBudget(1L << 30);
  private final Translator translator;

  private ZipkinDecoder(Format format) {
    this.format = format;
    var settings = new TranslationSettings(SemanticConventions.DEFAULT, true);
    translator = new Translator(memory, settings);
  }

  /**
   * A decoder of one format.
   *
   * @param path where it is posted, such as {@code /api/v2/spans}
   * @param mediaType as what it is posted
   */
  public static ZipkinDecoder of(String path, String mediaType) {
    Format format = Format.of(path, mediaType);
    if (format == null) {
      throw new IllegalArgumentException("mediaType: " + mediaType + " (expected: one of Zipkin)");
    }
    return new ZipkinDecoder(format);
  }

  @Override
  public boolean decode(byte[] message, int length) {
    try {
      translator.translate(format, message, length, NOW_NANOS);
      return true;
    } catch (MalformedSpansException e) {
      return Translator.place(format, message, e.offset()).isEmpty();
    } finally {
      translator.close();
    }
  }

  @Override
  public byte[] output() {
    return translator.request();
  }

  @Override
  public int outputLength() {
    return translator.requestLength();
  }

  @Override
  public int spans() {
    return translator.translated();
  }

  @Override
  public long heldBytes() {
    return memory.used(MemoryTag.RECEIVER_IN_FLIGHT);
  }
}
