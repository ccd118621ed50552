// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON that no writer writes: forms of the same values, and mistakes. */
final class RawJson {

  private static final String IDS =
      "\"traceId\":\"0102030405060708090a0b0c0d0e0f10\",\"id\":\"2122232425262728\"";
  private static final String SPAN =
      "[{" + IDS + ",\"name\":\"op\",\"timestamp\":1700000000123456,\"duration\":5%s}]";

  private RawJson() {}

  /** A sample of JSON text. */
  static Sample sample(String name, Wire wire, String json) {
    return new Sample("raw " + name, wire, json.getBytes(StandardCharsets.UTF_8), json);
  }

  private static String with(String members) {
    return SPAN.formatted("," + members);
  }

  /** Forms of v2. */
  static Map<String, String> v2() {
    var forms = new LinkedHashMap<String, String>();
    forms.put("white space", " [ \n" + SPAN.formatted("").substring(1, SPAN.length() - 3) + " ] ");
    forms.put("unknown members", with("\"x\":1,\"y\":{\"a\":[1,null]},\"z\":null"));
    forms.put(
        "nulls",
        with(
            "\"kind\":null,\"parentId\":null,\"localEndpoint\":null,"
                + "\"remoteEndpoint\":null,\"annotations\":null,\"tags\":null,\"debug\":null,\"shared\":null"));
    forms.put("upper case ids", "[{\"traceId\":\"0A0B0C0D0E0F1011\",\"id\":\"ABCDEF0123456789\"}]");
    forms.put("ids alone", "[{" + IDS + "}]");
    forms.put("kind in lower case", with("\"kind\":\"client\""));
    forms.put("kind unknown", with("\"kind\":\"OTHER\""));
    forms.put("kind empty", with("\"kind\":\"\""));
    forms.put("escapes", with("\"tags\":{\"k\":\"\\u00fc\\n\\t\\ud83d\\ude00\"}"));
    forms.put("tag twice", with("\"tags\":{\"k\":\"a\",\"k\":\"b\"}"));
    forms.put("name twice", with("\"name\":\"last\""));
    forms.put("parent empty", with("\"parentId\":\"\""));
    forms.put("ipv6 in ipv4", with("\"localEndpoint\":{\"serviceName\":\"s\",\"ipv4\":\"::1\"}"));
    forms.put("ip not valid", with("\"localEndpoint\":{\"serviceName\":\"s\",\"ipv4\":\"x\"}"));
    forms.put(
        "ipv4 mapped",
        with("\"localEndpoint\":{\"serviceName\":\"s\",\"ipv6\":\"::ffff:1.2.3.4\"}"));
    forms.put(
        "ipv6 long form",
        with("\"localEndpoint\":{\"serviceName\":\"s\",\"ipv6\":\"2001:0db8:0:0:0:0:0:1\"}"));
    forms.put("port 0", with("\"localEndpoint\":{\"serviceName\":\"s\",\"port\":0}"));
    forms.put("port 70000", with("\"localEndpoint\":{\"serviceName\":\"s\",\"port\":70000}"));
    forms.put("port negative", with("\"localEndpoint\":{\"serviceName\":\"s\",\"port\":-1}"));
    forms.put("short trace id", "[{\"traceId\":\"abc\",\"id\":\"2122232425262728\"}]");
    forms.put("trace id of 20 digits", "[{\"traceId\":\"0102030405060708090a\",\"id\":\"1\"}]");
    forms.put(
        "trace id of 33 digits",
        "[{\"traceId\":\"0102030405060708090a0b0c0d0e0f101\",\"id\":\"1\"}]");
    forms.put("trace id not hex", "[{\"traceId\":\"xyz\",\"id\":\"1\"}]");
    forms.put("trace id missing", "[{\"id\":\"2122232425262728\"}]");
    forms.put("span id missing", "[{\"traceId\":\"0102030405060708090a0b0c0d0e0f10\"}]");
    forms.put(
        "span id a number", "[{\"traceId\":\"0102030405060708090a0b0c0d0e0f10\",\"id\":123456}]");
    forms.put(
        "span id of 17 digits",
        "[{\"traceId\":\"0102030405060708090a0b0c0d0e0f10\",\"id\":\"12345678901234567\"}]");
    forms.put(
        "names in other case", "[{\"TRACEID\":\"0102030405060708\",\"ID\":\"1\",\"Name\":\"x\"}]");
    forms.put("timestamp as double", "[{" + IDS + ",\"timestamp\":1.7e15,\"duration\":5}]");
    forms.put("timestamp as string", "[{" + IDS + ",\"timestamp\":\"1700000000123456\"}]");
    forms.put("timestamp negative", "[{" + IDS + ",\"timestamp\":-5}]");
    forms.put(
        "duration negative", "[{" + IDS + ",\"timestamp\":1700000000123456,\"duration\":-5}]");
    forms.put("tag not a string", with("\"tags\":{\"k\":5}"));
    forms.put("tag null", with("\"tags\":{\"k\":null}"));
    forms.put("empty list", "[]");
    forms.put("null", "null");
    forms.put("list of null", "[null]");
    forms.put("object", "{}");
    forms.put("cut off", "[{" + IDS);
    forms.put("trailing garbage", SPAN.formatted("") + "x");
    forms.put("two documents", SPAN.formatted("") + SPAN.formatted(""));
    return forms;
  }

  /** Forms of v1. */
  static Map<String, String> v1() {
    var forms = new LinkedHashMap<String, String>();
    forms.put("unknown members", with("\"x\":[1,{}]"));
    forms.put("nulls", with("\"annotations\":null,\"binaryAnnotations\":null,\"parentId\":null"));
    forms.put("binary value true", with("\"binaryAnnotations\":[{\"key\":\"sa\",\"value\":true}]"));
    forms.put("binary value number", with("\"binaryAnnotations\":[{\"key\":\"k\",\"value\":5}]"));
    forms.put("binary value null", with("\"binaryAnnotations\":[{\"key\":\"k\",\"value\":null}]"));
    forms.put("binary null", with("\"binaryAnnotations\":[null]"));
    forms.put("list of null", "[null]");
    forms.put("empty list", "[]");
    forms.put("short ids", "[{\"traceId\":\"abc\",\"id\":\"1\",\"name\":\"x\"}]");
    forms.put("zero trace id", "[{\"traceId\":\"0000000000000000\",\"id\":\"2122232425262728\"}]");
    forms.put("zero span id", "[{\"traceId\":\"0102030405060708\",\"id\":\"0000000000000000\"}]");
    forms.put("missing ids", "[{\"name\":\"x\"}]");
    forms.put("object", "{}");
    forms.put("cut off", "[{" + IDS);
    return forms;
  }
}
