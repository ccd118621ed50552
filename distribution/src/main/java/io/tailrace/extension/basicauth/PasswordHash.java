// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * A password as an htpasswd file keeps it. The forms are those of the library that the collector
 * uses ({@code tg123/go-htpasswd}), and {@code $2b$}, which that would take for a plain password.
 * Every comparison takes the same time whatever differs.
 */
sealed interface PasswordHash {

  boolean matches(byte[] password);

  /** Whether a comparison takes so long that it must not be made on an event loop. */
  boolean isSlow();

  /**
   * Reads a hash: bcrypt, {@code $apr1$} and {@code $1$} (MD5), {@code {SHA}}, {@code {SSHA}},
   * {@code $5$} and {@code $6$} (SHA-2 crypt); anything else is the password itself.
   *
   * @throws IllegalArgumentException if it begins like one of these and is malformed; the message
   *     does not hold it
   */
  static PasswordHash parse(String text) {
    if (text.startsWith("$2a$") || text.startsWith("$2b$") || text.startsWith("$2y$")) {
      return new Bcrypt(wellFormed(text, Bcrypt.FORM, "a bcrypt hash"));
    }
    if (text.startsWith("$apr1$") || text.startsWith("$1$")) {
      return new Crypt(wellFormed(text, Crypt.MD5, "an MD5 crypt hash"));
    }
    if (text.startsWith("$5$") || text.startsWith("$6$")) {
      return new Crypt(wellFormed(text, Crypt.SHA2, "a SHA-2 crypt hash"));
    }
    if (text.startsWith("{SHA}")) {
      return new Sha1(decode(text, "{SHA}", true));
    }
    if (text.startsWith("{SSHA}")) {
      return new Sha1(decode(text, "{SSHA}", false));
    }
    return new Plain(text);
  }

  private static String wellFormed(String text, Pattern form, String what) {
    if (!form.matcher(text).matches()) {
      throw new IllegalArgumentException("begins like " + what + " and is none");
    }
    return text;
  }

  private static byte[] decode(String text, String prefix, boolean exact) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(prefix + " without Base64 behind it", e);
    }
    if (bytes.length < Sha1.LENGTH || (exact && bytes.length > Sha1.LENGTH)) {
      throw new IllegalArgumentException(prefix + " with " + bytes.length + " bytes");
    }
    return bytes;
  }

  /** bcrypt: of a longer password the first 72 bytes count. */
  record Bcrypt(String hash) implements PasswordHash {

    static final Pattern FORM =
        Pattern.compile("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}");

    @Override
    public boolean matches(byte[] password) {
      return BCrypt.verifyer(
              BCrypt.Version.VERSION_2Y, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2Y))
          .verify(password, asVersion2y().getBytes(StandardCharsets.US_ASCII))
          .verified;
    }

    /** The versions differ in name only, in programs without the bugs that they tell apart. */
    private String asVersion2y() {
      return "$2y$" + hash.substring(4);
    }

    @Override
    public boolean isSlow() {
      return true;
    }
  }

  /** The crypt functions of Unix and Apache: thousands of rounds of MD5, SHA-256 or SHA-512. */
  record Crypt(String hash) implements PasswordHash {

    static final Pattern MD5 = Pattern.compile("\\$(apr1|1)\\$[^$]{1,8}\\$[./0-9A-Za-z]{22}");
    static final Pattern SHA2 =
        Pattern.compile(
            "\\$[56]\\$(rounds=[0-9]{1,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43,86}");

    @Override
    public boolean matches(byte[] password) {
      // the library clears the array that it is given
      byte[] copy = password.clone();
      String computed;
      if (hash.startsWith("$apr1$")) {
        computed = Md5Crypt.apr1Crypt(copy, hash);
      } else if (hash.startsWith("$1$")) {
        computed = Md5Crypt.md5Crypt(copy, hash);
      } else {
        computed =
            hash.startsWith("$5$")
                ? Sha2Crypt.sha256Crypt(copy, hash)
                : Sha2Crypt.sha512Crypt(copy, hash);
      }
      return same(computed, hash);
    }

    @Override
    public boolean isSlow() {
      return true;
    }
  }

  /** SHA-1 of the password and a salt, which may be empty. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sha1(byte[] hashAndSalt) implements PasswordHash {

    static final int LENGTH = 20;

    @Override
    public boolean matches(byte[] password) {
      try {
        var sha = MessageDigest.getInstance("SHA-1");
        sha.update(password);
        sha.update(hashAndSalt, LENGTH, hashAndSalt.length - LENGTH);
        return MessageDigest.isEqual(sha.digest(), Arrays.copyOf(hashAndSalt, LENGTH));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-1", e);
      }
    }

    @Override
    public boolean isSlow() {
      return false;
    }
  }

  /** The password itself. */
  record Plain(String expected) implements PasswordHash {

    @Override
    public boolean matches(byte[] password) {
      return MessageDigest.isEqual(password, expected.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public boolean isSlow() {
      return false;
    }

    @Override
    public String toString() {
      return "Plain[REDACTED]";
    }
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
  }
}
