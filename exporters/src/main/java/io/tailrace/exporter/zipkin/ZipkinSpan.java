// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.zipkin;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A v2 span (source: Zipkin's {@code zipkin2-api.yaml}); filled anew for every span. */
final class ZipkinSpan {

  /** 16 bytes. */
  byte[] traceId = {};

  /** 8 bytes. */
  byte[] id = {};

  /** 8 bytes, or none. */
  byte[] parentId = {};

  /** {@code CLIENT} and so on; empty if there is none. */
  String kind = "";

  String name = "";

  /** Microseconds since the Unix epoch; 0 if it is absent. */
  long timestamp;

  /** Microseconds; 0 if it is absent. */
  long duration;

  final Host local = new Host();
  final Host remote = new Host();
  final List<Annotation> annotations = new ArrayList<>();
  final Map<String, String> tags = new LinkedHashMap<>();

  /**
   * An annotation.
   *
   * @param timestamp microseconds since the Unix epoch
   */
  record Annotation(long timestamp, String value) {}

  /** An endpoint. */
  static final class Host {

    String serviceName = "";

    /** As it was written. */
    String ip = "";

    @Nullable InetAddress address;

    /** 0 if there is none. */
    int port;

    void clear() {
      serviceName = "";
      ip = "";
      address = null;
      port = 0;
    }

    boolean isEmpty() {
      return serviceName.isEmpty() && address == null && port == 0;
    }

    boolean isIpv6() {
      return ip.indexOf(':') >= 0;
    }
  }

  void clear() {
    traceId = new byte[0];
    id = new byte[0];
    parentId = new byte[0];
    kind = "";
    name = "";
    timestamp = 0;
    duration = 0;
    local.clear();
    remote.clear();
    annotations.clear();
    tags.clear();
  }
}
