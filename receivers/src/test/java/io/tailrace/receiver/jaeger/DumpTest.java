package io.tailrace.receiver.jaeger;
import java.nio.file.*; import java.util.*;
import io.tailrace.receiver.otlp.OtlpJsonPrinter;
import org.junit.jupiter.api.Test;
class DumpTest {
  @Test void dump() throws Exception {
    var t = new Translations(); var in = new StringBuilder(); var out = new StringBuilder();
    for (int i = 0; i < 20000; i++) {
      var r = new RandomBatch(new Random(i));
      byte[] b; String o;
      if (i % 2 == 0) { b = Translations.request(r.proto()); o = OtlpJsonPrinter.print(t.proto(b)); in.append("proto "); }
      else { b = Translations.binary(r.thrift()); o = OtlpJsonPrinter.print(t.thrift(b)); in.append("thrift "); }
      in.append(HexFormat.of().formatHex(b)).append("\n"); out.append("OK ").append(o.replace("\n", " ")).append("\n");
    }
    Files.writeString(Path.of("/tmp/jgo/in.txt"), in); Files.writeString(Path.of("/tmp/jgo/ours.txt"), out);
    in = new StringBuilder(); out = new StringBuilder();
    for (Path file : JaegerGoldenTest.files()) {
      Map<String, Object> golden = new org.yaml.snakeyaml.Yaml().load(Files.readString(file));
      byte[] b; String o;
      if (golden.get("proto") instanceof String text) {
        b = Translations.request(com.google.protobuf.TextFormat.parse(text, io.jaegertracing.api_v2.Model.Batch.class)); o = OtlpJsonPrinter.print(t.proto(b)); in.append("proto "); }
      else { var batch = new io.jaegertracing.thriftjava.Batch(); ThriftMapping.fill(batch, (Map<?, ?>) golden.get("thrift"));
        b = Translations.binary(batch); o = OtlpJsonPrinter.print(t.thrift(b)); in.append("thrift "); }
      in.append(HexFormat.of().formatHex(b)).append(" " + file.getFileName() + "\n"); out.append("OK ").append(o.replace("\n", " ")).append("\n");
    }
    Files.writeString(Path.of("/tmp/jgo/gin.txt"), in); Files.writeString(Path.of("/tmp/jgo/gours.txt"), out);
  }
}
