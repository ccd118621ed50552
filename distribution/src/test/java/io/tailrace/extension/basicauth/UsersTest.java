// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.extension.basicauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hashes as openssl, Apache's tools and the bcrypt test vectors of John the Ripper have them. */
class UsersTest {

  private final List<String> problems = new ArrayList<>();

  private Users parse(String text) {
    return Users.parse(text, problems::add);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "$apr1$saltsalt$HpvuOvQTTwzu.NuIVt7DK0, päss:word, true",
    "$1$saltsalt$SLFhjzXGDulz2jmPT6P661, päss:word, true",
    "$5$saltsalt$tzfXvrkNeeR06eQvlr0QvLWxzMj.wDewnK7HMZG36O1, päss:word, true",
    "$6$saltsalt$nm/66cYI8DduPYmnXNHJMtz7aP9MRpmGtJPPYj9jj5cN.2xBjvLwtcIQW29sO9PFUnAquQ/J8aBIUeOwNL1t41,"
        + " päss:word, true",
    "{SHA}7weT91acvlzOMxmgjxN6RzagukI=, päss:word, false",
    "{SSHA}oLb5UGvHUlL/i0AncVhYh3h0/L9zYWx0, päss:word, false",
    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW, U*U, true",
    "$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK, U*U*, true",
    "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a, U*U*U, true",
    "plain:text, plain:text, false",
  })
  void matches_theRightPasswordOnly(String hash, String password, boolean slow) {
    Users users = parse("ann:" + hash);
    assertThat(problems).isEmpty();
    assertThat(users.isSlow("ann")).isEqualTo(slow);
    assertThat(users.matches("ann", bytes(password))).isTrue();
    assertThat(users.matches("ann", bytes(password + "x"))).isFalse();
    assertThat(users.matches("ann", bytes(""))).isFalse();
    assertThat(users.matches("ann", bytes(hash))).isEqualTo(hash.equals(password));
    assertThat(users.matches("bob", bytes(password))).isFalse();
  }

  @Test
  void matches_bcryptBeyond72Bytes_first72Count() {
    String password = "0123456789".repeat(8);
    String hash =
        at.favre.lib.crypto.bcrypt.BCrypt.with(
                at.favre.lib.crypto.bcrypt.LongPasswordStrategies.truncate(
                    at.favre.lib.crypto.bcrypt.BCrypt.Version.VERSION_2A))
            .hashToString(4, password.toCharArray());
    Users users = parse("ann:" + hash);
    assertThat(users.matches("ann", bytes(password.substring(0, 72) + "other"))).isTrue();
    assertThat(users.matches("ann", bytes(password.substring(0, 71)))).isFalse();
  }

  @Test
  void parse_userTwice_lastLineCounts() {
    Users users = parse("ann:old\nbob:b\nann:new\n");
    assertThat(users.matches("ann", bytes("new"))).isTrue();
    assertThat(users.matches("ann", bytes("old"))).isFalse();
    assertThat(users.matches("bob", bytes("b"))).isTrue();
  }

  @Test
  void parse_linesThatAreNone_areSkippedAndToldByNumberOnly() {
    Users users =
        parse("# users\n\n  ann:secret \r\nnonsense\nbob:$2y$05$short\nkim:{SHA}!\nlee:$6$\n");
    assertThat(users.matches("ann", bytes("secret"))).isTrue();
    assertThat(users.matches("bob", bytes("$2y$05$short"))).isFalse();
    assertThat(problems)
        .containsExactly(
            "htpasswd: line 4 skipped: no colon (expected: user:hash)",
            "htpasswd: line 5 skipped: begins like a bcrypt hash and is none",
            "htpasswd: line 6 skipped: {SHA} without Base64 behind it",
            "htpasswd: line 7 skipped: begins like a SHA-2 crypt hash and is none");
  }

  @Test
  void isSlow_unknownUserAmongSlowOnes_isSlowAsWell() {
    Users users = parse("ann:plain\nbob:$apr1$saltsalt$HpvuOvQTTwzu.NuIVt7DK0");
    assertThat(users.isSlow("nobody")).isTrue();
    assertThat(users.isSlow("ann")).isFalse();
    assertThat(Users.NONE.matches("nobody", bytes(""))).isFalse();
  }
}
