// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

import io.tailrace.config.ConfigDocument.Secrets;
import io.tailrace.config.ConfigValue.Expanded;
import io.tailrace.config.ConfigValue.Mapping;
import io.tailrace.config.ConfigValue.Scalar;
import io.tailrace.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes a configuration out again. */
final class ConfigPrinter {

  private final ConfigReport report;
  private final Secrets secrets;

  ConfigPrinter(ConfigReport report, Secrets secrets) {
    this.report = report;
    this.secrets = secrets;
  }

  String yaml(ConfigValue value) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setSplitLines(false);
    return new Yaml(options).dump(plain(value));
  }

  String json(ConfigValue value) {
    var out = new StringBuilder();
    json(plain(value), "\n", out);
    return out.append('\n').toString();
  }

  /** The value as maps, lists, strings, numbers, booleans and nulls. */
  private @Nullable Object plain(ConfigValue value) {
    if (secrets == Secrets.REDACTED && report.isSecret(value)) {
      return Secret.REDACTED;
    }
    return switch (value) {
      case Mapping mapping -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> map.put(key, plain(entry.value())));
        yield map;
      }
      case Sequence sequence -> {
        List<@Nullable Object> list = new ArrayList<>();
        sequence.items().forEach(item -> list.add(plain(item)));
        yield list;
      }
      case Expanded expanded -> plain(expanded.structure());
      case Scalar scalar ->
          switch (scalar.type()) {
            case NULL -> null;
            case BOOLEAN -> scalar.text().toLowerCase(Locale.ROOT).equals("true");
            case INTEGER -> ScalarType.integer(scalar.text());
            case FLOAT -> ScalarType.number(scalar.text());
            case STRING -> scalar.text();
          };
    };
  }

  private static void json(@Nullable Object value, String newLine, StringBuilder out) {
    String inner = newLine + "  ";
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> {
        String separator = "{";
        for (var entry : map.entrySet()) {
          out.append(separator).append(inner);
          quoted(String.valueOf(entry.getKey()), out);
          out.append(": ");
          json(entry.getValue(), inner, out);
          separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : newLine + "}");
      }
      case List<?> list -> {
        String separator = "[";
        for (Object item : list) {
          out.append(separator).append(inner);
          json(item, inner, out);
          separator = ",";
        }
        out.append(list.isEmpty() ? "[]" : newLine + "]");
      }
      case Double number when number.isNaN() || number.isInfinite() ->
          quoted(number.toString(), out);
      case String text -> quoted(text, out);
      default -> out.append(value);
    }
  }

  private static void quoted(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> out.append(c < 0x20 ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    out.append('"');
  }
}
