// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.net.JsonText;
import io.tailrace.otlp.ProtoWriter;
import io.tailrace.receiver.intake.Outcome;
import java.nio.charset.StandardCharsets;

/**
 * Writes {@code ExportTraceServiceResponse} messages (source: {@code trace_service.proto} v1.11.0).
 */
final class ExportResponse {

  /** Longer messages are cut: a sender's limit for responses may be small. */
  private static final int MAX_MESSAGE_CHARACTERS = 1000;

  private static final int PARTIAL_SUCCESS = 0x0A;
  private static final int REJECTED_SPANS = 0x08;
  private static final int ERROR_MESSAGE = 0x12;

  private ExportResponse() {}

  static byte[] toProtobuf(Outcome.Partial partial) {
    char[] message = message(partial).toCharArray();
    var out = new ProtoWriter(message.length + 32);
    out.begin(PARTIAL_SUCCESS);
    out.varint(REJECTED_SPANS, partial.rejectedSpans());
    out.utf8(ERROR_MESSAGE, message, 0, message.length);
    out.end();
    return out.toByteArray();
  }

  static byte[] toJson(Outcome.Partial partial) {
    var json = new StringBuilder("{\"partialSuccess\":{\"rejectedSpans\":\"");
    json.append(partial.rejectedSpans()).append("\",\"errorMessage\":");
    JsonText.quote(message(partial), json);
    return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String message(Outcome.Partial partial) {
    String text = partial.message();
    return text.length() > MAX_MESSAGE_CHARACTERS
        ? text.substring(0, MAX_MESSAGE_CHARACTERS) + "…"
        : text;
  }
}
