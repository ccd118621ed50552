// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tailrace.exporter.sending.ExportOutcome;
import io.tailrace.otlp.ProtoMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads {@code ExportTraceServiceResponse.partial_success} (fields 1 {@code rejected_spans} and 2
 * {@code error_message}). A response that cannot be read is a success: the backend said OK.
 */
final class PartialSuccess {

  private static final int PARTIAL_SUCCESS = 0x0A;
  private static final int REJECTED_SPANS = 0x08;
  private static final int ERROR_MESSAGE = 0x12;

  private PartialSuccess() {}

  static ExportOutcome parse(byte[] response) {
    if (response.length == 0) {
      return ExportOutcome.ACCEPTED;
    }
    try {
      var partial = new ProtoMessage(response, 0, response.length).message(PARTIAL_SUCCESS);
      return outcome(partial.number(REJECTED_SPANS), partial.string(ERROR_MESSAGE));
    } catch (IllegalArgumentException _) {
      return ExportOutcome.ACCEPTED;
    }
  }

  static ExportOutcome parseJson(byte[] response) {
    long rejected = 0;
    String message = "";
    try (var parser =
        new JsonFactory().createParser(new String(response, StandardCharsets.UTF_8))) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME && isValueOf(parser, "rejectedSpans")) {
          parser.nextToken();
          rejected = parser.getValueAsLong();
        } else if (token == JsonToken.FIELD_NAME && isValueOf(parser, "errorMessage")) {
          parser.nextToken();
          message = parser.getValueAsString("");
        }
      }
    } catch (IOException _) {
      return outcome(rejected, message);
    }
    return outcome(rejected, message);
  }

  private static boolean isValueOf(JsonParser parser, String field) throws IOException {
    return field.equals(parser.currentName());
  }

  private static ExportOutcome outcome(long rejected, String message) {
    return rejected <= 0 && message.isEmpty()
        ? ExportOutcome.ACCEPTED
        : new ExportOutcome.PartiallyAccepted(Math.max(0, rejected), message);
  }
}
