// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

/**
 * Takes what users typed out of database statements. Not the Agent's own obfuscator: the aim is
 * that no literal leaves, and that statements that differ in literals only are one resource.
 *
 * <p>In a query language, quoted strings and numbers become {@code ?}, comments go, white space is
 * one blank and lists of {@code ?} are one. In what is not SQL, text in double quotes is a literal
 * too. Of commands (redis, memcached) only the first word of each line stays, of three lines at
 * most.
 */
final class Statements {

  private static final int MAX_COMMANDS = 3;

  private final Scratch scratch;
  private byte[] in = {};
  private int at;
  private int end;
  private int outStart;

  Statements(Scratch scratch) {
    this.scratch = scratch;
  }

  /** Points {@code text} at the commands in it. */
  void commands(Text text) {
    in = text.bytes;
    end = text.offset + text.length;
    outStart = scratch.size();
    int p = text.offset;
    for (int commands = 0; p < end && commands < MAX_COMMANDS; ) {
      while (p < end && in[p] <= ' ' && in[p] >= 0) {
        p++;
      }
      int word = p;
      while (p < end && (in[p] > ' ' || in[p] < 0)) {
        p++;
      }
      if (p > word) {
        if (commands++ > 0) {
          scratch.put(' ');
        }
        scratch.put(in, word, p - word);
      }
      while (p < end && in[p] != '\n') {
        p++;
      }
    }
    scratch.textFrom(outStart, text);
  }

  /**
   * Points {@code text} at itself without literals.
   *
   * @param doubleQuotesAreLiterals whether text in double quotes is a literal and not a name
   */
  void query(Text text, boolean doubleQuotesAreLiterals) {
    in = text.bytes;
    at = text.offset;
    end = at + text.length;
    outStart = scratch.size();
    while (at < end) {
      step(doubleQuotesAreLiterals);
    }
    if (scratch.size() > outStart && last() == ' ') {
      scratch.truncate(scratch.size() - 1);
    }
    scratch.textFrom(outStart, text);
  }

  private void step(boolean doubleQuotesAreLiterals) {
    byte b = in[at];
    if (b >= 0 && b <= ' ') {
      at++;
      blank();
    } else if (b == '-' && peek(1) == '-' || b == '#' && peek(1) == ' ') {
      skipLine();
    } else if (b == '/' && peek(1) == '*') {
      skipComment();
    } else if (b == '\'' || (b == '"' && doubleQuotesAreLiterals)) {
      skipQuoted(b);
      literal();
    } else if (b == '"' || b == '`') {
      int from = at;
      skipQuoted(b);
      scratch.put(in, from, at - from);
    } else if (b == '$' && isDollarQuote()) {
      skipDollarQuoted();
      literal();
    } else if (isDigit(b) && !isWordBefore()) {
      skipNumber();
      literal();
    } else {
      scratch.put(b);
      at++;
    }
  }

  private byte last() {
    return scratch.bytes()[scratch.size() - 1];
  }

  private int peek(int ahead) {
    return at + ahead < end ? in[at + ahead] : 0;
  }

  private void blank() {
    if (scratch.size() > outStart && last() != ' ') {
      scratch.put(' ');
    }
  }

  /** Writes {@code ?}, once for a list of literals, also within brackets of their own. */
  private void literal() {
    if (isNameOfMember()) {
      scratch.put('?');
      return;
    }
    int p = scratch.size();
    byte[] out = scratch.bytes();
    while (p > outStart && out[p - 1] == ' ') {
      p--;
    }
    if (p > outStart && out[p - 1] == ',') {
      int before = p - 1;
      while (before > outStart && out[before - 1] == ' ') {
        before--;
      }
      if (before > outStart && out[before - 1] == '?') {
        scratch.truncate(before);
        return;
      }
    }
    scratch.put('?');
  }

  /** Whether a colon follows, as behind the names in JSON: there what came before is no list. */
  private boolean isNameOfMember() {
    int p = at;
    while (p < end && in[p] >= 0 && in[p] <= ' ') {
      p++;
    }
    return p < end && in[p] == ':';
  }

  private void skipLine() {
    while (at < end && in[at] != '\n') {
      at++;
    }
  }

  private void skipComment() {
    at += 2;
    while (at < end && !(in[at] == '*' && peek(1) == '/')) {
      at++;
    }
    at = Math.min(end, at + 2);
    blank();
  }

  /** Skips what stands in quotes; a quote is escaped by doubling it or by a backslash. */
  private void skipQuoted(byte quote) {
    at++;
    while (at < end) {
      byte b = in[at++];
      if (b == '\\') {
        at = Math.min(end, at + 1);
      } else if (b == quote) {
        if (at < end && in[at] == quote) {
          at++;
        } else {
          return;
        }
      }
    }
  }

  /** PostgreSQL: {@code $tag$ text $tag$}; {@code $1} is a parameter. */
  private boolean isDollarQuote() {
    int p = at + 1;
    while (p < end && isWord(in[p]) && !(p == at + 1 && isDigit(in[p]))) {
      p++;
    }
    return p < end && in[p] == '$';
  }

  private void skipDollarQuoted() {
    int tagEnd = at + 1;
    while (in[tagEnd] != '$') {
      tagEnd++;
    }
    int tagLength = tagEnd + 1 - at;
    for (int p = tagEnd + 1; p + tagLength <= end; p++) {
      if (java.util.Arrays.equals(in, at, at + tagLength, in, p, p + tagLength)) {
        at = p + tagLength;
        return;
      }
    }
    at = end;
  }

  private void skipNumber() {
    while (at < end
        && (isWord(in[at])
            || in[at] == '.'
            || ((in[at] == '+' || in[at] == '-') && (in[at - 1] | 0x20) == 'e'))) {
      at++;
    }
  }

  private boolean isWordBefore() {
    if (scratch.size() == outStart) {
      return false;
    }
    byte before = last();
    return isWord(before) || before == '$' || before == '@' || before < 0;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isWord(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || isDigit(b) || b == '_';
  }
}
