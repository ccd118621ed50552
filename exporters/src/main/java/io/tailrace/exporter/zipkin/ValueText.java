// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.ProtoMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;

/**
 * Values of attributes as text: strings as they are, everything else as the collector writes it
 * (source: {@code pcommon.Value.AsString}, v0.158): lists and maps as JSON, bytes in base64.
 */
final class ValueText {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(2000).build())
          .build();

  private ValueText() {}

  /** The text of an {@code AnyValue}. */
  static String of(ProtoMessage value) {
    ProtoMessage any = value.anyValue();
    return switch (any.anyValueMember()) {
      case OtlpField.ANY_STRING -> any.string(OtlpField.ANY_STRING);
      case OtlpField.ANY_BOOL -> Boolean.toString(any.number(OtlpField.ANY_BOOL) != 0);
      case OtlpField.ANY_INT -> Long.toString(any.number(OtlpField.ANY_INT));
      case OtlpField.ANY_DOUBLE -> number(any.number(OtlpField.ANY_DOUBLE));
      case OtlpField.ANY_BYTES -> base64(any);
      case OtlpField.ANY_ARRAY, OtlpField.ANY_KVLIST -> json(any);
      default -> "";
    };
  }

  private static String base64(ProtoMessage any) {
    return Base64.getEncoder().encodeToString(any.bytes(OtlpField.ANY_BYTES));
  }

  /** The shortest decimal number that is this one, with an exponent as ECMAScript has them. */
  private static String number(long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (size == 0 || (size >= 1e-6 && size < 1e21)) {
      return exact.signum() == 0 ? "0" : exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - exact.scale();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e" : "e+")
        + exponent;
  }

  private static String json(ProtoMessage any) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(json, any);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** The JSON object of attributes, {@code KeyValue} messages. */
  static String object(List<ProtoMessage> attributes) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      object(json, attributes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void object(JsonGenerator json, List<ProtoMessage> attributes) throws IOException {
    json.writeStartObject();
    for (ProtoMessage attribute : attributes) {
      json.writeFieldName(attribute.string(OtlpField.KEY_VALUE_KEY));
      write(json, attribute.message(OtlpField.KEY_VALUE_VALUE).anyValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ProtoMessage any) throws IOException {
    switch (any.anyValueMember()) {
      case OtlpField.ANY_STRING -> json.writeString(any.string(OtlpField.ANY_STRING));
      case OtlpField.ANY_BOOL -> json.writeBoolean(any.number(OtlpField.ANY_BOOL) != 0);
      case OtlpField.ANY_INT -> json.writeNumber(any.number(OtlpField.ANY_INT));
      case OtlpField.ANY_DOUBLE ->
          json.writeNumber(Double.longBitsToDouble(any.number(OtlpField.ANY_DOUBLE)));
      case OtlpField.ANY_BYTES -> json.writeString(base64(any));
      case OtlpField.ANY_KVLIST ->
          object(json, any.message(OtlpField.ANY_KVLIST).messages(OtlpField.LIST_VALUES));
      case OtlpField.ANY_ARRAY -> {
        json.writeStartArray();
        for (ProtoMessage element :
            any.message(OtlpField.ANY_ARRAY).messages(OtlpField.LIST_VALUES)) {
          write(json, element.anyValue());
        }
        json.writeEndArray();
      }
      default -> json.writeNull();
    }
  }
}
