// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.jaegertracing.api_v2.Model;
import io.jaegertracing.thriftjava.Batch;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.receiver.otlp.OtlpJsonPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Files with a batch, as text of {@code model.proto} or as a mapping of {@code jaeger.thrift}, and
 * the OTLP that it becomes. Those without a remark "Tailrace" are what the collector v0.158.0 makes
 * of it, field by field.
 */
class JaegerGoldenTest {

  private static final Path FOLDER = Path.of("src/test/resources/io/tailrace/receiver/jaeger");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @Test
  void files_coverBothEncodings() throws IOException {
    assertThat(files()).hasSizeGreaterThan(20);
    assertThat(files()).anyMatch(file -> file.getFileName().toString().startsWith("proto-"));
    assertThat(files()).anyMatch(file -> file.getFileName().toString().startsWith("thrift-"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void translate_file_givesItsOtlp(Path file) throws Exception {
    Map<String, Object> golden = new Yaml().load(Files.readString(file));
    ExportTraceServiceRequest otlp = translate(golden);
    Object actual = new Yaml().load(OtlpJsonPrinter.print(otlp));
    assertThat(actual).isEqualTo(golden.get("otlp"));
  }

  private static ExportTraceServiceRequest translate(Map<String, Object> golden) throws Exception {
    var translations = new Translations();
    if (golden.get("proto") instanceof String text) {
      return translations.proto(Translations.request(TextFormat.parse(text, Model.Batch.class)));
    }
    var batch = new Batch();
    ThriftMapping.fill(batch, (Map<?, ?>) golden.get("thrift"));
    return translations.thrift(Translations.binary(batch));
  }
}
