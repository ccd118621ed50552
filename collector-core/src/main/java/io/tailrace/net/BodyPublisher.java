// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Hands a {@link Body} to Java's HTTP client without copying it, {@link #STEP_BYTES} at a time; the
 * client's own publisher of arrays copies all of it.
 */
final class BodyPublisher implements HttpRequest.BodyPublisher {

  private static final int STEP_BYTES = 64 * 1024;

  private final Body body;

  BodyPublisher(Body body) {
    this.body = body;
  }

  @Override
  public long contentLength() {
    return body.length();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(new Steps(subscriber));
  }

  /** One reading of the body. {@code request} may be called from within {@code onNext}. */
  private final class Steps implements Flow.Subscription {

    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private int position;
    private long wanted;
    private boolean isEmitting;
    private boolean isOver;

    Steps(Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long count) {
      if (count <= 0) {
        cancel();
        subscriber.onError(new IllegalArgumentException("count: " + count + " (expected: > 0)"));
        return;
      }
      synchronized (this) {
        wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + count;
        if (isEmitting) {
          return;
        }
        isEmitting = true;
      }
      for (var step = next(); step != null; step = next()) {
        subscriber.onNext(step);
      }
    }

    private @Nullable ByteBuffer next() {
      synchronized (this) {
        if (!isOver && position < body.length() && wanted > 0) {
          int count = Math.min(STEP_BYTES, body.length() - position);
          var step = ByteBuffer.wrap(body.bytes(), body.offset() + position, count);
          position += count;
          wanted--;
          return step;
        }
        isEmitting = false;
        if (isOver || position < body.length()) {
          return null;
        }
        isOver = true;
      }
      subscriber.onComplete();
      return null;
    }

    @Override
    public synchronized void cancel() {
      isOver = true;
    }
  }
}
