// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.tailrace.otlp.ProtoWriter;
import io.tailrace.receiver.otlp.JsonField.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes an OTLP/JSON request as the bytes of the same request in Protocol Buffers, in one pass and
 * without objects in between (source: OTLP specification 1.11, "JSON Protobuf Encoding").
 *
 * <p>Takes what is legal, and what real senders write beside it: int64 as string or number, enums
 * as number or name, keys in snake_case, base64 of both alphabets. Null means absent, unknown keys
 * are skipped, and of a scalar that comes twice the last one counts.
 */
final class JsonRequest {

  /** How deep messages may be nested, as for requests in Protocol Buffers. */
  private static final int MAX_DEPTH = 100;

  private static final int MAX_JSON_DEPTH = 500;
  private static final int SHOWN_CHARACTERS = 40;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_JSON_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser json;
  private final ProtoWriter out;
  private final JsonScalars scalars;

  private JsonRequest(JsonParser json, ProtoWriter out) {
    this.json = json;
    this.out = out;
    scalars = new JsonScalars(out);
  }

  /**
   * Converts {@code json[0, length)}.
   *
   * @throws MalformedJsonException if it is not one JSON document in UTF-8 that holds a request
   */
  static byte[] toProtobuf(byte[] json, int length) throws MalformedJsonException {
    if (isWide(json, length)) {
      throw new MalformedJsonException("not UTF-8 (expected: JSON in UTF-8, RFC 8259 section 8.1)");
    }
    var out = new ProtoWriter(length / 2);
    // a factory keeps the names that it has seen, and copies all of them for a new one; with a
    // factory
    // of its own no request pays for what strangers sent before
    try (JsonParser parser = FACTORY.copy().createParser(json, 0, length)) {
      new JsonRequest(parser, out).document();
    } catch (JacksonException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new MalformedJsonException("malformed JSON" + where + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new MalformedJsonException("malformed JSON: " + e.getMessage());
    }
    return out.toByteArray();
  }

  /** UTF-16 and UTF-32 show in a byte order mark, or in zeros beside the first character. */
  private static boolean isWide(byte[] json, int length) {
    if (length < 2) {
      return false;
    }
    int mark = (json[0] & 0xFF) << 8 | json[1] & 0xFF;
    return mark == 0xFEFF || mark == 0xFFFE || json[0] == 0 || json[1] == 0;
  }

  private void document() throws IOException, MalformedJsonException {
    try {
      JsonToken first = json.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw first == null
            ? new MalformedJsonException("empty body (expected: a JSON object)")
            : wrong("an object with resourceSpans");
      }
      message(JsonMessage.REQUEST, 0);
      if (json.nextToken() != null) {
        throw new MalformedJsonException(
            "something behind the end of the JSON document" + place() + " (expected: nothing)");
      }
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException("malformed JSON" + place() + ": " + e.getOriginalMessage());
    }
  }

  private void message(JsonMessage type, int depth) throws IOException, MalformedJsonException {
    if (depth > MAX_DEPTH) {
      throw new MalformedJsonException(
          "nested more than " + MAX_DEPTH + " messages deep" + place());
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      JsonField field = type.field(json.currentName());
      JsonToken value = json.nextToken();
      if (field == null) {
        json.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        value(field, value, depth);
      }
    }
  }

  private void value(JsonField field, JsonToken value, int depth)
      throws IOException, MalformedJsonException {
    switch (field.kind()) {
      case MESSAGE -> {
        if (value != JsonToken.START_OBJECT) {
          throw wrong("an object");
        }
        nested(field, depth);
      }
      case MESSAGES, STRINGS -> {
        if (value != JsonToken.START_ARRAY) {
          throw wrong("an array");
        }
        elements(field, depth);
      }
      case BOOL -> {
        if (!value.isBoolean()) {
          throw wrong("true or false");
        }
        out.varint(field.tag(), value == JsonToken.VALUE_TRUE ? 1 : 0);
      }
      default -> scalar(field, value);
    }
  }

  private void nested(JsonField field, int depth) throws IOException, MalformedJsonException {
    out.begin(field.tag());
    message(field.message(), depth + 1);
    out.end();
  }

  private void elements(JsonField field, int depth) throws IOException, MalformedJsonException {
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (next == JsonToken.VALUE_NULL) {
        if (field.kind() == Kind.MESSAGES && field.message().isNullAnElement()) {
          out.begin(field.tag());
          out.end();
        }
      } else if (field.kind() == Kind.STRINGS) {
        string(field, next);
      } else if (next == JsonToken.START_OBJECT) {
        nested(field, depth);
      } else {
        throw wrong("an object");
      }
    }
  }

  private void string(JsonField field, JsonToken value) throws IOException, MalformedJsonException {
    if (value != JsonToken.VALUE_STRING) {
      throw wrong("a string");
    }
    out.utf8(field.tag(), json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
  }

  private void scalar(JsonField field, JsonToken value) throws IOException, MalformedJsonException {
    if (field.kind() == Kind.STRING) {
      string(field, value);
      return;
    }
    boolean isText = value == JsonToken.VALUE_STRING;
    String expected =
        isText || value.isNumeric()
            ? write(field.kind(), field.tag(), json.getText(), isText)
            : describe(field.kind());
    if (expected != null) {
      throw wrong(expected);
    }
  }

  private @Nullable String write(Kind kind, int tag, String text, boolean isText) {
    return switch (kind) {
      case ANY_INT -> scalars.anyInt(tag, text);
      case FIXED64 -> scalars.fixed64(tag, text);
      case UINT32 -> scalars.uint32(tag, text);
      case FIXED32 -> scalars.fixed32(tag, text);
      case DOUBLE -> scalars.doubleValue(tag, text);
      case SPAN_KIND -> scalars.spanKind(tag, text);
      case STATUS_CODE -> scalars.statusCode(tag, text);
      case TRACE_ID -> isText ? scalars.id(tag, text, 16) : describe(kind);
      case SPAN_ID -> isText ? scalars.id(tag, text, 8) : describe(kind);
      case BYTES -> isText ? scalars.base64(tag, text) : describe(kind);
      case BOOL, STRING, STRINGS, MESSAGE, MESSAGES -> describe(kind);
    };
  }

  private static String describe(Kind kind) {
    return switch (kind) {
      case TRACE_ID -> "a string of 32 hexadecimal digits";
      case SPAN_ID -> "a string of 16 hexadecimal digits";
      case BYTES -> "a string in base64";
      case ANY_INT -> JsonScalars.INTEGER;
      case FIXED64 -> JsonScalars.UINT64;
      case UINT32, FIXED32 -> JsonScalars.UINT32;
      case DOUBLE -> JsonScalars.NUMBER;
      case SPAN_KIND, STATUS_CODE -> "a number or the name of one";
      case BOOL -> "true or false";
      case STRING -> "a string";
      case STRINGS, MESSAGES -> "an array";
      case MESSAGE -> "an object";
    };
  }

  private MalformedJsonException wrong(String expected) throws IOException {
    String text =
        json.currentToken().isScalarValue() ? json.getText() : json.currentToken().asString();
    String shown =
        text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
    boolean quoted = json.currentToken() == JsonToken.VALUE_STRING;
    return new MalformedJsonException(
        json.getParsingContext().pathAsPointer()
            + ": "
            + (quoted ? "\"" + shown + "\"" : shown)
            + " (expected: "
            + expected
            + ")"
            + place());
  }

  private String place() {
    var at = json.currentTokenLocation();
    return " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
