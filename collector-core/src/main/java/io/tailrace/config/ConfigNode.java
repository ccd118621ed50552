// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping in the configuration, as a component reads it: typed, and knowing its path and position
 * for messages.
 *
 * <p>Every accessor names the key it wants. If the key is absent (or null) the default is returned;
 * if its value is of the wrong type or out of range, an error is recorded with file, line, column
 * and path, and the default is returned, so that one pass finds every error. When the component's
 * section has been read, {@link #finish()} reports the keys that nobody asked for, with a
 * suggestion.
 */
public interface ConfigNode {

  /** The path of this node, such as {@code receivers::otlp::protocols}. */
  String path();

  /** Whether the key is present, even with a null value. */
  boolean has(String key);

  /**
   * Whether this node itself stands in the configuration, even with a null value: {@code grpc:} (an
   * absent section reads as empty).
   */
  boolean isPresent();

  /** The keys that are present, in the order of the file. */
  List<String> keys();

  /** A string; numbers and booleans are taken as they are written. */
  String string(String key, String defaultValue);

  /** A string without default. */
  Optional<String> optionalString(String key);

  /** A string that is never shown: its {@code toString} is {@code [REDACTED]}. */
  Optional<Secret> secret(String key);

  /** A boolean. */
  boolean bool(String key, boolean defaultValue);

  /** An integer within {@code [min, max]}. */
  long integer(String key, long defaultValue, long min, long max);

  /** A number within {@code [min, max]}. */
  double number(String key, double defaultValue, double min, double max);

  /** A duration as Go writes it ({@code 1h30m}, {@code 200ms}, {@code 0}), not negative. */
  Duration duration(String key, Duration defaultValue);

  /** One of some words, exactly as written; the error lists them. */
  <T> T choice(String key, Map<String, T> choices, T defaultValue);

  /** A list of strings; a single string is taken as a list of one. */
  List<String> strings(String key, List<String> defaultValue);

  /** A mapping of strings to strings, in the order of the file. */
  Map<String, String> stringMap(String key);

  /** A mapping of strings to secrets, such as headers. */
  Map<String, Secret> secretMap(String key);

  /** A list of secrets; a single one is taken as a list of one. */
  List<Secret> secrets(String key);

  /**
   * The name of an extension that this component uses. Once everything has been read, it is checked
   * that there is such an extension and that it can be {@code role}.
   */
  Optional<String> reference(String key, Class<?> role);

  /** Every {@link #reference} that was read from this node and those below it. */
  List<ConfigReference> references();

  /** A nested mapping; an empty node if the key is absent or null. */
  ConfigNode child(String key);

  /** A list of mappings. */
  List<ConfigNode> children(String key);

  /**
   * Reports an error at a key of this node; at the node itself if the key is absent or empty.
   *
   * @param key the key that the path in the message ends with, {@code policies[2]} for an element
   *     of a list; empty for the node itself
   * @param message what is wrong and what would be right: {@code -5 (expected: >= 0)}
   */
  void error(String key, String message);

  /** Reports something legal that is probably not meant. */
  void warn(String key, String message);

  /**
   * Reports the keys that were not asked for as unknown, also those of nested nodes that were
   * handed out. The collector calls it once a component's section has been read; a second call
   * reports nothing twice.
   */
  void finish();
}
