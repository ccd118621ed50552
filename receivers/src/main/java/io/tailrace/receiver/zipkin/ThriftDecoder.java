// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

import static io.tailrace.receiver.thrift.ThriftReader.END;
import static io.tailrace.receiver.thrift.ThriftReader.field;

import io.tailrace.receiver.thrift.MalformedThriftException;
import io.tailrace.receiver.thrift.ThriftReader;
import io.tailrace.receiver.thrift.ThriftType;

/**
 * Reads v1 Thrift, a list of spans in TBinaryProtocol (source: Zipkin's {@code zipkinCore.thrift}).
 * A field of another type than its own is unknown, and skipped. Belongs to one thread.
 */
final class ThriftDecoder {

  private static final int TRACE_ID = field(1, ThriftType.I64);
  private static final int NAME = field(3, ThriftType.STRING);
  private static final int ID = field(4, ThriftType.I64);
  private static final int PARENT_ID = field(5, ThriftType.I64);
  private static final int ANNOTATIONS = field(6, ThriftType.LIST);
  private static final int BINARY_ANNOTATIONS = field(8, ThriftType.LIST);
  private static final int TIMESTAMP = field(10, ThriftType.I64);
  private static final int DURATION = field(11, ThriftType.I64);
  private static final int TRACE_ID_HIGH = field(12, ThriftType.I64);

  private static final int ANNOTATION_TIMESTAMP = field(1, ThriftType.I64);
  private static final int ANNOTATION_VALUE = field(2, ThriftType.STRING);
  private static final int ANNOTATION_HOST = field(3, ThriftType.STRUCT);

  private static final int BINARY_KEY = field(1, ThriftType.STRING);
  private static final int BINARY_VALUE = field(2, ThriftType.STRING);
  private static final int BINARY_TYPE = field(3, ThriftType.I32);
  private static final int BINARY_HOST = field(4, ThriftType.STRUCT);

  private static final int HOST_IPV4 = field(1, ThriftType.I32);
  private static final int HOST_PORT = field(2, ThriftType.I16);
  private static final int HOST_SERVICE_NAME = field(3, ThriftType.STRING);
  private static final int HOST_IPV6 = field(4, ThriftType.STRING);

  private final Translator translator;
  private final Text text;
  private final ZipkinSpan span;
  private final IpText addresses;
  private final ThriftValue values;
  private final ThriftReader thrift = ThriftReader.binary(ThriftReader.DEFAULT_MAX_ELEMENTS);
  private final Host host = new Host();
  private final byte[] address = new byte[4];
  private byte[] bytes = {};

  ThriftDecoder(Translator translator, Text text, ZipkinSpan span) {
    this.translator = translator;
    this.text = text;
    this.span = span;
    addresses = new IpText(text);
    values = new ThriftValue(text);
  }

  void decode(byte[] body, int length) throws MalformedSpansException {
    bytes = body;
    thrift.reset(body, 0, length);
    try {
      int left = thrift.beginList();
      if (left > 0 && thrift.elementType() != ThriftType.STRUCT) {
        throw new MalformedSpansException("a list of no structs (expected: a list of spans)", 0);
      }
      for (; left > 0; left--) {
        int start = thrift.position();
        translator.beginSpan();
        span();
        check();
        translator.endSpan(start);
      }
    } catch (MalformedThriftException e) {
      throw new MalformedSpansException(reason(e), e.offset());
    }
  }

  /** The message without the place at its end. */
  private static String reason(MalformedThriftException e) {
    String message = String.valueOf(e.getMessage());
    int place = message.lastIndexOf(" at byte ");
    return place < 0 ? message : message.substring(0, place);
  }

  private void span() throws MalformedThriftException {
    thrift.beginStruct();
    for (int field = thrift.nextField(); field != END; field = thrift.nextField()) {
      if (field == TRACE_ID) {
        span.traceIdLow = thrift.i64();
      } else if (field == TRACE_ID_HIGH) {
        span.traceIdHigh = thrift.i64();
      } else if (field == ID) {
        span.spanId = thrift.i64();
      } else if (field == PARENT_ID) {
        span.parentId = thrift.i64();
      } else if (field == NAME) {
        span.name = string();
      } else if (field == TIMESTAMP) {
        span.timestamp = micros(thrift.i64());
        span.hasTimestamp = true;
      } else if (field == DURATION) {
        span.duration = micros(thrift.i64());
      } else if (field == ANNOTATIONS) {
        annotations();
      } else if (field == BINARY_ANNOTATIONS) {
        binaryAnnotations();
      } else {
        thrift.skip(ThriftReader.type(field));
      }
    }
  }

  private void check() {
    if ((span.traceIdHigh | span.traceIdLow) == 0) {
      span.reject("trace_id", Text.NONE, "not 0");
    }
    if (span.spanId == 0) {
      span.reject("id", Text.NONE, "not 0");
    }
    if (span.duration > SpanOutput.MAX_MICROS - span.timestamp) {
      span.duration = 0;
      span.hasBadValue = true;
    }
  }

  private long micros(long number) {
    if (number < 0 || number > SpanOutput.MAX_MICROS) {
      span.hasBadValue = true;
      return 0;
    }
    return number;
  }

  private long string() throws MalformedThriftException {
    int count = thrift.binary();
    return text.valid(bytes, thrift.valueStart(), thrift.valueStart() + count);
  }

  /** Begins a list of structs; one of anything else is skipped, and counts as empty. */
  private int structs() throws MalformedThriftException {
    int left = thrift.beginList();
    int type = thrift.elementType();
    if (left == 0 || type == ThriftType.STRUCT) {
      return left;
    }
    span.hasBadValue = true;
    for (; left > 0; left--) {
      thrift.skip(type);
    }
    return 0;
  }

  private void annotations() throws MalformedThriftException {
    for (int left = structs(); left > 0; left--) {
      long time = 0;
      long value = Text.EMPTY;
      host.clear();
      thrift.beginStruct();
      for (int field = thrift.nextField(); field != END; field = thrift.nextField()) {
        if (field == ANNOTATION_TIMESTAMP) {
          time = micros(thrift.i64());
        } else if (field == ANNOTATION_VALUE) {
          value = string();
        } else if (field == ANNOTATION_HOST) {
          host();
        } else {
          thrift.skip(ThriftReader.type(field));
        }
      }
      V1Annotations.add(span, time, value, host);
    }
  }

  private void binaryAnnotations() throws MalformedThriftException {
    for (int left = structs(); left > 0; left--) {
      long key = Text.EMPTY;
      int type = 0;
      int start = 0;
      int count = 0;
      host.clear();
      thrift.beginStruct();
      for (int field = thrift.nextField(); field != END; field = thrift.nextField()) {
        if (field == BINARY_KEY) {
          key = string();
        } else if (field == BINARY_VALUE) {
          count = thrift.binary();
          start = thrift.valueStart();
        } else if (field == BINARY_TYPE) {
          type = thrift.i32();
        } else if (field == BINARY_HOST) {
          host();
        } else {
          thrift.skip(ThriftReader.type(field));
        }
      }
      if (Text.length(host.service) > 0) {
        span.binaryService = host.service;
      }
      if (V1Annotations.isLocalComponent(text, key)) {
        span.localComponent = text.valid(bytes, start, start + count);
      }
      values.put(span.tags, V1Annotations.key(text, key), type, bytes, start, count);
    }
  }

  private void host() throws MalformedThriftException {
    thrift.beginStruct();
    for (int field = thrift.nextField(); field != END; field = thrift.nextField()) {
      if (field == HOST_SERVICE_NAME) {
        host.service = string();
      } else if (field == HOST_IPV4) {
        host.ipv4 = ipv4(thrift.i32());
      } else if (field == HOST_IPV6) {
        host.ipv6 = ipv6();
      } else if (field == HOST_PORT) {
        host.port = thrift.i16() & 0xFFFF;
      } else {
        thrift.skip(ThriftReader.type(field));
      }
    }
  }

  /** Zero stands for no address. */
  private long ipv4(int number) {
    if (number == 0) {
      return Text.EMPTY;
    }
    for (int i = 0; i < 4; i++) {
      address[i] = (byte) (number >> 8 * (3 - i));
    }
    return addresses.format(address, 0, 4);
  }

  private long ipv6() throws MalformedThriftException {
    int count = thrift.binary();
    if (count == 0) {
      return Text.EMPTY;
    }
    long normal = addresses.format(bytes, thrift.valueStart(), count);
    if (normal == Text.NONE) {
      span.hasBadValue = true;
      return Text.EMPTY;
    }
    return normal;
  }
}
