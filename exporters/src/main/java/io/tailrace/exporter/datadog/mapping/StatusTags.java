// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

/** What a span says about its status and, if it has failed, about the error. */
final class StatusTags {

  private static final Tags.Name STATUS_CODE = new Tags.Name("otel.status_code");
  private static final Tags.Name STATUS_DESCRIPTION = new Tags.Name("otel.status_description");
  private static final Tags.Name ERROR_MESSAGE = new Tags.Name("error.msg");
  private static final Tags.Name ERROR_TYPE = new Tags.Name("error.type");
  private static final Tags.Name ERROR_STACK = new Tags.Name("error.stack");
  private static final Text STATUS_UNSET = Text.of("Unset");
  private static final Text STATUS_OK = Text.of("Ok");
  private static final Text STATUS_ERROR = Text.of("Error");

  private final Facts facts;
  private final Codes codes;
  private final Scratch scratch;
  private final Text text = new Text();

  StatusTags(Facts facts, Codes codes, Scratch scratch) {
    this.facts = facts;
    this.codes = codes;
    this.scratch = scratch;
  }

  /**
   * Writes the tags.
   *
   * @param json the events, which were written last
   */
  void write(DatadogSpan out, SpanText json) {
    var span = facts.span;
    out.meta.set(
        STATUS_CODE,
        switch (span.statusCode) {
          case SpanFields.STATUS_OK -> STATUS_OK;
          case SpanFields.STATUS_ERROR -> STATUS_ERROR;
          default -> STATUS_UNSET;
        });
    if (!span.statusMessage.isEmpty()) {
      out.meta.set(STATUS_DESCRIPTION, span.statusMessage);
    }
    if (out.isError) {
      error(out, json);
    }
  }

  private void error(DatadogSpan out, SpanText json) {
    boolean isException = facts.span.events > 0 && json.hasException();
    if (isException) {
      setIfAbsent(out, ERROR_MESSAGE, json.exceptionMessage);
      setIfAbsent(out, ERROR_TYPE, json.exceptionType);
      setIfAbsent(out, ERROR_STACK, json.exceptionStack);
    }
    setIfAbsent(out, ERROR_MESSAGE, facts.span.statusMessage);
    int status = out.meta.find(ERROR_MESSAGE) < 0 ? codes.httpStatus() : 0;
    if (status > 0) {
      int start = scratch.size();
      scratch.putDecimal(status);
      String reason = HttpReason.of(status);
      if (!reason.isEmpty()) {
        scratch.put(' ');
        scratch.put(reason);
      }
      scratch.textFrom(start, text);
      out.meta.set(ERROR_MESSAGE, text);
    }
  }

  private static void setIfAbsent(DatadogSpan out, Tags.Name name, Text value) {
    if (!value.isEmpty() && out.meta.find(name) < 0) {
      out.meta.set(name, value);
    }
  }
}
