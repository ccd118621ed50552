// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import io.tailrace.memory.MemoryBudget;

/** Translates without a server around it: for benchmarks. Belongs to one thread. */
public final class ZipkinTranslation {

  private final Translator translator;

  private ZipkinTranslation(Translator translator) {
    this.translator = translator;
  }

  /** A translation with the receiver's defaults, within this budget. */
  public static ZipkinTranslation of(MemoryBudget memory) {
    return new ZipkinTranslation(
        new Translator(memory, new TranslationSettings(SemanticConventions.DEFAULT, false)));
  }

  /**
   * Translates a body of v2 JSON.
   *
   * @return the length of the OTLP request
   * @throws IllegalArgumentException if it is malformed
   */
  public int json(byte[] body) {
    return translate(Format.V2_JSON, body);
  }

  /**
   * Translates a body of v2 Protocol Buffers.
   *
   * @return the length of the OTLP request
   * @throws IllegalArgumentException if it is malformed
   */
  public int proto(byte[] body) {
    return translate(Format.V2_PROTO, body);
  }

  private int translate(Format format, byte[] body) {
    try {
      translator.translate(format, body, body.length, 0);
      return translator.requestLength();
    } catch (MalformedSpansException e) {
      throw new IllegalArgumentException(e.reason(), e);
    } finally {
      translator.close();
    }
  }
}
