// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a snapshot: a frame of lines for a terminal of 80 columns, or one plain line. */
final class DemoScreen {

  static final int WIDTH = 78;

  private static final int BAR = 40;
  private static final String BOLD = "\u001b[1m";
  private static final String GREEN = "\u001b[32m";
  private static final String RESET = "\u001b[0m";
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final double MIB = 1 << 20;

  private DemoScreen() {}

  /** The lines of a frame, without any escape sequence; none is longer than {@link #WIDTH}. */
  static List<String> lines(DemoSnapshot s) {
    var lines = new ArrayList<String>();
    String phase = s.closing() ? "closed, waiting for the last decisions" : "open";
    lines.add(line("tailrace demo   %d s   the shop is %s", s.seconds(), phase));
    lines.add("");
    lines.add(line("spans in      %,12d   sent by the shop %,d", s.acceptedSpans(), s.sentSpans()));
    lines.add(line("traces held   %,12d", s.heldTraces()));
    lines.add(
        line(
            "buffer        %s %.1f of %.0f MiB",
            bar(s.heldBytes(), s.limitBytes()), s.heldBytes() / MIB, s.limitBytes() / MIB));
    lines.add(line("traces kept   %,12d   of %,d decided", s.keptTraces(), decided(s)));
    for (Map.Entry<String, Long> policy : s.keptByPolicy().entrySet()) {
      lines.add(line("  by %-10s %,11d", policy.getKey(), policy.getValue()));
    }
    lines.add(line("dropped       %,12d", s.droppedTraces()));
    lines.add(line("backend has   %,12d spans", s.arrivedSpans()));
    return lines;
  }

  /**
   * A frame that is drawn over the one before.
   *
   * @param first whether there is no frame before
   */
  static String frame(DemoSnapshot s, boolean first) {
    List<String> lines = lines(s);
    var out = new StringBuilder();
    if (!first) {
      out.append("\u001b[" + lines.size() + "A");
    }
    for (int i = 0; i < lines.size(); i++) {
      out.append(CLEAR_LINE).append(styled(i, lines.get(i))).append('\n');
    }
    return out.toString();
  }

  /** All of it on one line, for logs and scripts. */
  static String plain(DemoSnapshot s) {
    var kept = new StringBuilder();
    s.keptByPolicy()
        .forEach((policy, count) -> kept.append(' ').append(policy).append('=').append(count));
    return String.format(
        Locale.ROOT,
        "%3ds spans_in=%d traces_held=%d buffer=%.1f/%.0fMiB kept=%d%s dropped=%d",
        s.seconds(),
        s.acceptedSpans(),
        s.heldTraces(),
        s.heldBytes() / MIB,
        s.limitBytes() / MIB,
        s.keptTraces(),
        kept,
        s.droppedTraces());
  }

  private static long decided(DemoSnapshot s) {
    return s.keptTraces() + s.droppedTraces();
  }

  private static String bar(long value, long limit) {
    int filled = limit == 0 ? 0 : (int) Math.min(BAR, Math.ceilDiv(value * BAR, limit));
    return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
  }

  private static String styled(int row, String line) {
    if (row == 0) {
      return BOLD + line + RESET;
    }
    return line.startsWith("traces kept") ? GREEN + line + RESET : line;
  }

  private static String line(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values);
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH);
  }
}
