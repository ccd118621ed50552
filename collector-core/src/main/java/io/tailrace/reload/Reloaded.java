// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.reload;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value that is made of texts, and made anew when they have changed. {@link #value()} may be
 * called by any thread, {@link #refresh()} by one at a time. The texts themselves are not kept.
 *
 * @param <T> the value
 */
public final class Reloaded<T> {

  private final Supplier<List<String>> source;
  private final Function<List<String>, T> make;
  private byte[] digest;
  private volatile T value;

  /**
   * Reads the texts and makes the first value.
   *
   * @param source reads the texts
   * @param make makes the value of them
   * @throws IllegalArgumentException as thrown by either, if the texts cannot be read or used
   */
  public Reloaded(Supplier<List<String>> source, Function<List<String>, T> make) {
    this.source = source;
    this.make = make;
    List<String> texts = source.get();
    value = make.apply(texts);
    digest = digest(texts);
  }

  /** The newest value that could be made. */
  public T value() {
    return value;
  }

  /**
   * Reads the texts again.
   *
   * @return whether there is another value now
   * @throws IllegalArgumentException if they cannot be read or used; the value stays
   */
  public synchronized boolean refresh() {
    List<String> texts = source.get();
    byte[] now = digest(texts);
    if (MessageDigest.isEqual(now, digest)) {
      return false;
    }
    value = make.apply(texts);
    digest = now;
    return true;
  }

  private static byte[] digest(List<String> texts) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        sha.update(text.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
      }
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
