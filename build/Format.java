// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks ({@code check}) or rewrites ({@code apply}) the format of every Java file below the
 * working directory. Run by Maven with the toolchain's JDK: the formatter needs the parser of the
 * language level it formats, which the JDK that runs Maven may not have.
 */
class Format {

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    int wrong = 0;
    for (Path file : sources()) {
      String before = Files.readString(file);
      String after = new Formatter().formatSource(RemoveUnusedImports.removeUnusedImports(before));
      if (!after.equals(before)) {
        wrong++;
        System.out.println((apply ? "formatted: " : "not formatted: ") + file);
        if (apply) {
          Files.writeString(file, after);
        }
      }
    }
    if (wrong > 0 && !apply) {
      System.out.println(wrong + " files are not formatted; mvn -N -Pformat validate mends them");
      System.exit(1);
    }
  }

  private static List<Path> sources() throws IOException {
    try (var files = Files.walk(Path.of(""))) {
      return files
          .filter(f -> f.toString().endsWith(".java"))
          .filter(f -> !f.toString().contains("target/"))
          .sorted()
          .toList();
    }
  }
}
