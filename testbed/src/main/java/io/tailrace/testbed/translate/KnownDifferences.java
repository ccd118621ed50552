// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.translate;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where Tailrace differs from the collector on purpose, with the reason. */
public final class KnownDifferences {

  /**
   * A family of samples that differ on purpose.
   *
   * @param id matches the whole {@link Sample#id()}
   */
  private record Known(Pattern id, String reason) {}

  private static Known known(String id, String reason) {
    return new Known(Pattern.compile(id), reason);
  }

  private static final String ZIPKIN_JSON = "zipkin-v[12]-json/raw ";

  private static final List<Known> ALL =
      List.of(
          known(
              "jaeger-(http|udp-.*)/process missing",
              "a missing process is taken, with an empty resource"),
          known("zipkin-v2-proto/ids 64 bit", "IDs of 8 bytes are taken, as Zipkin's server does"),
          known(
              "zipkin-v2-proto/time (and duration )?absent",
              "an absent time is marked in Protocol Buffers as it is in JSON"),
          known(
              "zipkin-v2-.*/scope version alone|zipkin-v2-.*/scope versions differ",
              "scope versions are kept"),
          known("zipkin-v2-.*/resource differs", "each span keeps its own resource attributes"),
          known(
              "zipkin-v2-.*/resource without service",
              "resource keys of spans without a service are kept"),
          known(
              "zipkin-v2-.*/annotation (two parts|three parts, no json|four parts|bad count"
                  + "|bars only)",
              "only name|{object}|number is taken apart"),
          known("zipkin-v2-.*/annotation big number", "a number beyond int64 is a double"),
          known(
              "zipkin-v2-.*/(error and )?otel.status_code '(OK|ERROR)'",
              "the names of the specification are recognised"),
          known(
              "zipkin-v2-.*/link bad (hex|span|json|count)|zipkin-v2-.*/link 64 bit trace",
              "one odd link does not fail the request"),
          known(
              ZIPKIN_JSON
                  + "(short trace id|short ids|trace id (of (20|33) digits|missing"
                  + "|not hex)|span id (missing|a number|of 17 digits)|missing ids"
                  + "|names in other case)",
              "IDs are padded on the left or refused by name, the span alone"),
          known(ZIPKIN_JSON + "(list of null|binary null)", "400 in place of a closed connection"),
          known(
              "zipkin-v1-json/raw binary value (true|number|null)",
              "values that are no strings are taken with their type"),
          known("zipkin-v1-.*/binaries, last service empty", "an empty name does not erase"),
          known(
              "zipkin-v1-.*/otel.status_code '(OK|ERROR|Ok|500|5)'",
              "codes 0 to 2 and their names only"),
          known(
              "zipkin-v1-.*/(otel|census).status_code 'x?'",
              "the description of a code that is none is kept"),
          known("zipkin-v1-json/ids parent 0", "a parent of zeros is none"),
          known(
              "(zipkin-v2|jaeger)-.*/ids (trace|span) 0|jaeger-grpc/blank span",
              "spans without IDs are refused"),
          known("zipkin-v2-proto/time 0", "an absent time is marked as it is in JSON"),
          known("zipkin-v2-.*/library version alone", "scope versions are kept"),
          known("zipkin-v2-.*/link of four parts", "what is no link stays a tag"),
          known("zipkin-v2-json/annotations", "an annotation at time 0 does not fail the request"),
          known(
              ZIPKIN_JSON
                  + "(ip not valid|port (70000|negative)|timestamp .*|duration negative"
                  + "|tag not a string)",
              "one odd value does not fail the request"),
          known("zipkin-v1-thrift/endpoint port (65535|40000)", "ports are unsigned"));

  private KnownDifferences() {}

  /** Why the sample may come out differently; empty if it may not. */
  public static Optional<String> reason(Sample sample) {
    return ALL.stream()
        .filter(known -> known.id.matcher(sample.id()).matches())
        .map(Known::reason)
        .findFirst();
  }
}
