// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.ComponentKind;
import io.tailrace.component.ComponentType;
import io.tailrace.config.ConfigReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What the documentation says about configurations, held against the program. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..");
  private static final Path REFERENCE = ROOT.resolve("docs/configuration.md");

  /** Makes a whole of a block that shows one component. */
  private static final String BASE =
      "yaml:{receivers: {otlp: {protocols: {grpc: }}}, exporters: {debug: },"
          + " extensions: {basicauth/server: {htpasswd: {inline: 'ann:secret'}},"
          + " basicauth/client: {client_auth: {username: ann}}},"
          + " service: {extensions: [basicauth/server, basicauth/client],"
          + " pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}}";

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?ms)^```yaml\n((?:receivers|processors|exporters|connectors|extensions|service):.*?)^```");
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (.*?)$(.*?)(?=^## |\\z)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

  /** A section of the reference: its title, its configurations, the keys of its tables. */
  record Section(String title, List<String> blocks, List<String> keys) {
    @Override
    public String toString() {
      return title;
    }
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs).filter(p -> p.toString().endsWith(".md")).sorted().toList();
    }
  }

  static List<Section> components() throws IOException {
    return sections().stream()
        .filter(
            section ->
                section
                    .title()
                    .matches("(Receiver|Processor|Exporter|.*xtension|Connector: `datadog).*`"))
        .toList();
  }

  private static List<Section> sections() throws IOException {
    return SECTION
        .matcher(Files.readString(REFERENCE))
        .results()
        .map(s -> new Section(s.group(1), groups(BLOCK, s.group(2)), groups(ROW, s.group(2))))
        .toList();
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult r) -> r.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_everyConfigurationIsValid(Path page) throws IOException {
    for (String block : groups(BLOCK, Files.readString(page))) {
      var report = new ConfigReport();
      var sources = new ConfigSources(List.of(BASE, "yaml:" + block), List.of(), List.of());
      try (var service = CollectorService.create(sources, Map.of(), Components.catalog(), report)) {
        service.discard();
      }
      assertThat(report.warnings()).as(block).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_everyLinkLeadsSomewhere(Path page) throws IOException {
    Path folder = page.toAbsolutePath().getParent();
    for (String target : groups(LINK, Files.readString(page))) {
      assertThat(folder.resolve(target)).exists();
    }
  }

  /** The configurations of a section are valid, see above: what they have, the parser knows. */
  @ParameterizedTest
  @MethodSource("components")
  void reference_everyKeyOfATableIsInAConfiguration(Section section) {
    var known = new TreeSet<String>();
    section.blocks().forEach(block -> known.addAll(componentKeys(block)));
    assertThat(section.keys()).isNotEmpty();
    assertThat(known).containsAll(section.keys());
  }

  @ParameterizedTest
  @MethodSource("components")
  void reference_everyKeyOfAConfigurationIsInATable(Section section) throws IOException {
    List<String> documented = new ArrayList<>(section.keys());
    if (section.title().equals("Exporter: `otlp_http`")) {
      sections()
          .forEach(s -> documented.addAll(s.title().contains("otlp_grpc") ? s.keys() : List.of()));
    }
    for (String block : section.blocks()) {
      for (String key : componentKeys(block)) {
        String asGrpc = key.replace("protocols.http.tls", "protocols.grpc.tls");
        assertThat(documented)
            .as(key)
            .anyMatch(
                row ->
                    row.equals(asGrpc)
                        || row.startsWith(asGrpc + ".")
                        || row.startsWith(asGrpc + "[]")
                        || asGrpc.startsWith(row + "."));
      }
    }
  }

  @Test
  void reference_hasASectionForEveryComponent() throws IOException {
    Set<String> documented =
        sections().stream()
            .map(Section::title)
            .filter(title -> title.contains("`"))
            .map(title -> title.substring(title.indexOf('`') + 1, title.lastIndexOf('`')))
            .collect(Collectors.toCollection(TreeSet::new));
    documented.remove("service");
    var catalog = Components.catalog();
    Set<String> shipped =
        Stream.of(ComponentKind.values())
            .flatMap(kind -> catalog.types(kind).stream())
            .map(ComponentType::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).isEqualTo(shipped);
  }

  /** Every key below the component of a block: {@code tls.ca_file}, {@code policies[].name}. */
  private static Set<String> componentKeys(String block) {
    Map<String, Object> root = new Yaml().load(block);
    var keys = new TreeSet<String>();
    for (Object section : root.values()) {
      ((Map<?, ?>) section).values().forEach(component -> collect("", component, keys));
    }
    return keys;
  }

  private static void collect(String path, Object value, Set<String> keys) {
    if (value instanceof Map<?, ?> mapping) {
      mapping.forEach(
          (key, child) -> {
            String name = path.isEmpty() ? key.toString() : path + "." + key;
            keys.add(name);
            collect(name, child, keys);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(child -> collect(path + "[]", child, keys));
    }
  }
}
