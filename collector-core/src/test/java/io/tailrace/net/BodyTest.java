// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyTest {

  private static final io.tailrace.otlp.ByteArrays PLAIN = io.tailrace.otlp.ByteArrays.UNPOOLED;

  private final byte[] bytes = random(200_000);

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] first(byte[] bytes, int length) {
    return java.util.Arrays.copyOf(bytes, length);
  }

  @Test
  void stream_drainsTheBodyAndNoMore() throws Exception {
    var stream = new BodyStream(Body.pooled(bytes, 1000, PLAIN));
    var out = new ByteArrayOutputStream();
    assertThat(stream.available()).isEqualTo(1000);
    assertThat(stream.read()).isEqualTo(bytes[0] & 0xFF);
    out.write(bytes[0]);
    assertThat(stream.drainTo(out)).isEqualTo(999);
    assertThat(out.toByteArray()).isEqualTo(first(bytes, 1000));
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.read(new byte[10], 0, 10)).isEqualTo(-1);
  }

  @Test
  void stream_afterTheEndOfItsCall_isNotRead() {
    var stream = new BodyStream(Body.of(bytes));
    stream.end();
    assertThatThrownBy(() -> stream.drainTo(new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
  }

  @Test
  void publisher_handsOutTheBodyAsItIsAskedFor_asOftenAsItIsSubscribedTo() {
    var publisher = new BodyPublisher(Body.pooled(bytes, 150_000, PLAIN));
    assertThat(publisher.contentLength()).isEqualTo(150_000);
    for (int time = 0; time < 2; time++) {
      var reader = new Reader();
      publisher.subscribe(reader);
      assertThat(reader.out.size()).isZero();
      reader.ask(1);
      assertThat(reader.out.size()).isEqualTo(64 * 1024);
      reader.ask(1);
      assertThat(reader.isComplete).isFalse();
      reader.ask(Long.MAX_VALUE);
      assertThat(reader.isComplete).isTrue();
      assertThat(reader.out.toByteArray()).isEqualTo(first(bytes, 150_000));
    }
  }

  @Test
  void publisher_askedForNothing_fails() {
    var reader = new Reader();
    new BodyPublisher(Body.of(bytes)).subscribe(reader);
    reader.ask(0);
    assertThat(reader.failure).isInstanceOf(IllegalArgumentException.class);
    reader.ask(1);
    assertThat(reader.out.size()).isZero();
  }

  private static final class Reader implements Flow.Subscriber<ByteBuffer> {

    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    Flow.@Nullable Subscription subscription;
    @Nullable Throwable failure;
    boolean isComplete;

    void ask(long count) {
      java.util.Objects.requireNonNull(subscription).request(count);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(ByteBuffer step) {
      assertThat(isComplete).isFalse();
      out.write(step.array(), step.arrayOffset() + step.position(), step.remaining());
    }

    @Override
    public void onError(Throwable cause) {
      failure = cause;
    }

    @Override
    public void onComplete() {
      isComplete = true;
    }
  }
}
