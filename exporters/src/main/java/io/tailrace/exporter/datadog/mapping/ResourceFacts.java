// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.otlp.OtlpField;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a resource says about its spans, read once for all of them. Keeps a copy of its bytes;
 * immutable once made.
 */
public final class ResourceFacts {

  /** What stands beside spans is cut here: nothing that senders write may outgrow a payload. */
  private static final int MAX_CHARS = 200;

  private static final String NO_SERVICE = "otlpresourcenoservicename";

  final byte[] bytes;
  final Attributes attributes;
  final Text service = new Text();
  private final Text hostname;
  private final Text env;
  private final Text version;
  private final Text containerId;
  private final String language;
  private final String sdkVersion;
  private final String containerTags;
  private final Text gitCommitSha;
  private final Text imageTag;

  /**
   * Reads the fields of a {@code ResourceSpans} other than its spans.
   *
   * @param bytes owned from now on
   */
  ResourceFacts(byte[] bytes, Keys keys, String fallbackHost) {
    this.bytes = bytes;
    attributes = new Attributes(keys);
    attributes.reset(bytes);
    readAttributes();
    var scratch = new Scratch();
    var values = new ValueText(scratch);
    var all = asMap(values);
    service.set(Text.of(all.getOrDefault(Key.SERVICE_NAME.text, "")));
    if (service.isEmpty()) {
      service.set(Text.of(NO_SERVICE));
    }
    new Normalizer(scratch).service(service);
    hostname = Text.of(cut(Hostname.of(key -> all.getOrDefault(key.text, ""), fallbackHost)));
    String environment = first(all, Key.DEPLOYMENT_ENVIRONMENT_NAME, Key.DEPLOYMENT_ENVIRONMENT);
    env = Text.of(Normalizer.tagValue(cut(environment)));
    version = Text.of(cut(all.getOrDefault(Key.SERVICE_VERSION.text, "")));
    containerId = Text.of(cut(first(all, Key.CONTAINER_ID, Key.K8S_POD_UID)));
    language = cut(all.getOrDefault(Key.TELEMETRY_SDK_LANGUAGE.text, ""));
    sdkVersion = cut("otlp-" + all.getOrDefault(Key.TELEMETRY_SDK_VERSION.text, ""));
    containerTags = ContainerTags.of(all);
    gitCommitSha = Text.of(cut(all.getOrDefault(Key.GIT_COMMIT_SHA.text, "")));
    imageTag = Text.of(cut(all.getOrDefault(Key.CONTAINER_IMAGE_TAG.text, "")));
  }

  private void readAttributes() {
    var outer = new FieldReader();
    var inner = new FieldReader();
    outer.reset(bytes, 0, bytes.length);
    while (outer.next()) {
      if (outer.tag() != OtlpField.RESOURCE_SPANS_RESOURCE) {
        continue;
      }
      inner.reset(bytes, outer.start(), outer.end());
      while (inner.next()) {
        if (inner.tag() == OtlpField.RESOURCE_ATTRIBUTES) {
          attributes.add(inner.start(), inner.end());
        }
      }
    }
  }

  private Map<String, String> asMap(ValueText values) {
    var all = new LinkedHashMap<String, String>();
    var text = new Text();
    for (int i = 0; i < attributes.count; i++) {
      int at = attributes.keyOffset[i];
      String key = new String(bytes, at, attributes.keyLength[i], StandardCharsets.UTF_8);
      values.asString(attributes, i, text);
      all.putIfAbsent(key, text.toString());
    }
    return all;
  }

  private static String first(Map<String, String> all, Key key, Key older) {
    String value = all.getOrDefault(key.text, "");
    return value.isEmpty() ? all.getOrDefault(older.text, "") : value;
  }

  private static String cut(String value) {
    return value.length() > MAX_CHARS ? value.substring(0, MAX_CHARS) : value;
  }

  /** The host; empty for what runs on none. */
  public Text hostname() {
    return hostname;
  }

  /** The environment, normalized; empty if it is not said. */
  public Text env() {
    return env;
  }

  /** The version of the service; empty if it is not said. */
  public Text version() {
    return version;
  }

  /** The container's ID, or the pod's; empty if neither is said. */
  public Text containerId() {
    return containerId;
  }

  /** The language of the SDK: {@code java}. */
  public String language() {
    return language;
  }

  /** {@code otlp-} and the version of the SDK. */
  public String tracerVersion() {
    return sdkVersion;
  }

  /** Tags of the container, with commas between. */
  public String containerTags() {
    return containerTags;
  }

  /** The commit that the service was built of; empty if it is not said. */
  public Text gitCommitSha() {
    return gitCommitSha;
  }

  /** The tag of the container's image; empty if it is not said. */
  public Text imageTag() {
    return imageTag;
  }
}
