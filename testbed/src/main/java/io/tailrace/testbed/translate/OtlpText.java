// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encoded {@code ExportTraceServiceRequest}s as text: one list of lines per span, in which resource
 * and scope are repeated and the order of attributes does not show. It shares no code with the
 * receivers whose output it reads.
 */
public final class OtlpText {

  private static final int LENGTH = 2;

  /** A time that is closer to the present than this is the present. */
  private static final long PRESENT_NANOS = 60_000_000_000L;

  private static final Pattern TIME = Pattern.compile("((?:start|end) = )([0-9]+)");

  private OtlpText() {}

  /** One field of a message. */
  private record Field(int number, int wire, long value, ByteBuffer body) {

    String text() {
      return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
    }

    /** An ID; one of zeros is none. */
    String id() {
      return hex().matches("0*") ? "" : hex();
    }

    String hex() {
      byte[] bytes = new byte[body.remaining()];
      body.duplicate().get(bytes);
      return HexFormat.of().formatHex(bytes);
    }
  }

  /**
   * The spans of a request.
   *
   * @param nowUnixNano the present; times close to it are written as {@code now}, for a collector
   *     takes them where a sender gave none
   */
  public static List<List<String>> spans(byte[] request, long nowUnixNano) {
    return spans(request).stream()
        .map(span -> span.stream().map(line -> withoutPresent(line, nowUnixNano)).toList())
        .toList();
  }

  private static String withoutPresent(String line, long nowUnixNano) {
    Matcher time = TIME.matcher(line);
    boolean isPresent =
        time.matches()
            && Math.abs(Long.parseUnsignedLong(time.group(2)) - nowUnixNano) < PRESENT_NANOS;
    return isPresent ? time.group(1) + "now" : line;
  }

  private static List<List<String>> spans(byte[] request) {
    var spans = new ArrayList<List<String>>();
    for (Field resourceSpans : fields(ByteBuffer.wrap(request))) {
      var context = new ArrayList<String>();
      for (Field field : fields(resourceSpans.body)) {
        if (field.number == 1) {
          context(context, "resource", field.body, 1);
        } else if (field.number == 3) {
          context.add("resource schema " + field.text());
        }
      }
      for (Field field : fields(resourceSpans.body)) {
        if (field.number == 2) {
          scopeSpans(spans, context, field.body);
        }
      }
    }
    return spans;
  }

  private static void scopeSpans(
      List<List<String>> spans, List<String> resource, ByteBuffer message) {
    var context = new ArrayList<>(resource);
    for (Field field : fields(message)) {
      if (field.number == 1) {
        for (Field scope : fields(field.body)) {
          switch (scope.number) {
            case 1 -> addText(context, "scope name", scope);
            case 2 -> addText(context, "scope version", scope);
            default -> {}
          }
        }
        context(context, "scope", field.body, 3);
      } else if (field.number == 3) {
        context.add("scope schema " + field.text());
      }
    }
    for (Field field : fields(message)) {
      if (field.number == 2) {
        var lines = new ArrayList<>(context);
        span(lines, field.body);
        Collections.sort(lines);
        spans.add(lines);
      }
    }
  }

  private static void context(List<String> lines, String name, ByteBuffer message, int attributes) {
    for (Field field : fields(message)) {
      if (field.number == attributes) {
        lines.add(name + " attribute " + keyValue(field.body));
      }
    }
  }

  private static void addId(List<String> lines, String name, Field field) {
    if (!field.id().isEmpty()) {
      lines.add(name + " = " + field.id());
    }
  }

  private static void addText(List<String> lines, String name, Field field) {
    if (field.body.hasRemaining()) {
      lines.add(name + " = " + field.text());
    }
  }

  private static void addNumber(List<String> lines, String name, Field field) {
    if (field.value != 0) {
      lines.add(name + " = " + Long.toUnsignedString(field.value));
    }
  }

  private static void span(List<String> lines, ByteBuffer message) {
    int events = 0;
    int links = 0;
    for (Field field : fields(message)) {
      switch (field.number) {
        case 1 -> addId(lines, "traceId", field);
        case 2 -> addId(lines, "spanId", field);
        case 3 -> addText(lines, "traceState", field);
        case 4 -> addId(lines, "parentSpanId", field);
        case 5 -> addText(lines, "name", field);
        case 6 -> addNumber(lines, "kind", field);
        case 7 -> addNumber(lines, "start", field);
        case 8 -> addNumber(lines, "end", field);
        case 9 -> lines.add("attribute " + keyValue(field.body));
        case 10 -> addNumber(lines, "dropped attributes", field);
        case 11 -> lines.add("event %02d %s".formatted(events++, event(field.body)));
        case 12 -> addNumber(lines, "dropped events", field);
        case 13 -> lines.add("link %02d %s".formatted(links++, link(field.body)));
        case 14 -> addNumber(lines, "dropped links", field);
        case 15 -> status(lines, field.body);
        case 16 -> addNumber(lines, "flags", field);
        default -> lines.add("unknown field " + field.number);
      }
    }
  }

  private static void status(List<String> lines, ByteBuffer message) {
    for (Field field : fields(message)) {
      if (field.number == 2) {
        addText(lines, "status message", field);
      } else if (field.number == 3) {
        addNumber(lines, "status code", field);
      }
    }
  }

  private static String event(ByteBuffer message) {
    var lines = new ArrayList<String>();
    for (Field field : fields(message)) {
      switch (field.number) {
        case 1 -> addNumber(lines, "time", field);
        case 2 -> addText(lines, "name", field);
        case 3 -> lines.add("attribute " + keyValue(field.body));
        case 4 -> addNumber(lines, "dropped", field);
        default -> lines.add("unknown field " + field.number);
      }
    }
    Collections.sort(lines);
    return lines.toString();
  }

  private static String link(ByteBuffer message) {
    var lines = new ArrayList<String>();
    for (Field field : fields(message)) {
      switch (field.number) {
        case 1 -> addId(lines, "traceId", field);
        case 2 -> addId(lines, "spanId", field);
        case 3 -> addText(lines, "traceState", field);
        case 4 -> lines.add("attribute " + keyValue(field.body));
        case 5 -> addNumber(lines, "dropped", field);
        case 6 -> addNumber(lines, "flags", field);
        default -> lines.add("unknown field " + field.number);
      }
    }
    Collections.sort(lines);
    return lines.toString();
  }

  private static String keyValue(ByteBuffer message) {
    String key = "";
    String value = "nothing";
    for (Field field : fields(message)) {
      if (field.number == 1) {
        key = field.text();
      } else if (field.number == 2) {
        value = anyValue(field.body);
      }
    }
    return key + " = " + value;
  }

  private static String anyValue(ByteBuffer message) {
    String value = "nothing";
    for (Field field : fields(message)) {
      value =
          switch (field.number) {
            case 1 -> "string '" + field.text() + "'";
            case 2 -> "bool " + (field.value != 0);
            case 3 -> "int " + field.value;
            case 4 -> "double " + Double.longBitsToDouble(field.value);
            case 5 -> "list " + field.hex();
            case 6 -> "map " + field.hex();
            case 7 -> "bytes " + field.hex();
            default -> "unknown field " + field.number;
          };
    }
    return value;
  }

  private static List<Field> fields(ByteBuffer message) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    var fields = new ArrayList<Field>();
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      ByteBuffer none = ByteBuffer.allocate(0);
      fields.add(
          switch (tag & 7) {
            case 0 -> new Field(tag >>> 3, 0, varint(in), none);
            case 1 -> new Field(tag >>> 3, 1, in.getLong(), none);
            case 5 -> new Field(tag >>> 3, 5, in.getInt(), none);
            case LENGTH -> {
              int length = (int) varint(in);
              ByteBuffer body = in.slice(in.position(), length);
              in.position(in.position() + length);
              yield new Field(tag >>> 3, LENGTH, 0, body);
            }
            default -> throw new IllegalArgumentException("wire type: " + (tag & 7));
          });
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint of more than ten bytes");
  }
}
