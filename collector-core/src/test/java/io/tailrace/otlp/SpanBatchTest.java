// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanBatchTest {

  /** Arrays that are longer than they need be, and what was given back. */
  private static final class Arrays4 implements ByteArrays {

    final List<byte[]> given = new ArrayList<>();

    @Override
    public byte[] take(int bytes) {
      byte[] array = new byte[bytes + 4];
      Arrays.fill(array, (byte) 0xEE);
      return array;
    }

    @Override
    public void give(byte[] array) {
      given.add(array);
    }
  }

  private final Arrays4 arrays = new Arrays4();
  private final SpanBatch owned =
      TestTraces.batch(TestTraces.request("shop", TestTraces.span(1, 1, 0).build()));

  private static byte[] request(SpanBatch batch) {
    return Arrays.copyOfRange(batch.bytes(), batch.offset(), batch.offset() + batch.length());
  }

  @Test
  void retain_borrowed_copiesIntoAPooledArray() throws Exception {
    var index = new SpanIndex();
    OtlpScanner.scan(owned.bytes(), 0, owned.length(), index);
    var copy = SpanBatch.borrowed(index).retain(arrays);
    assertThat(request(copy)).isEqualTo(owned.bytes());
    assertThat(copy.retainedBytes()).isEqualTo(owned.length() + 4);
    copy.release();
    assertThat(arrays.given).hasSize(1);
  }

  @Test
  void release_givesTheArrayBackWithTheLastOwner() {
    byte[] bytes = arrays.take(owned.length());
    System.arraycopy(owned.bytes(), 0, bytes, 0, owned.length());
    var batch = SpanBatch.pooled(bytes, owned.length(), 1, arrays);
    assertThat(batch.retain(arrays)).isSameAs(batch);
    batch.release();
    assertThat(arrays.given).isEmpty();
    assertThat(batch.index().spanCount()).isEqualTo(1);
    batch.release();
    assertThat(arrays.given).containsExactly(bytes);
  }

  @Test
  void used_afterTheLastRelease_isAnError() {
    var batch = SpanBatch.pooled(arrays.take(10), 10, 1, arrays);
    batch.release();
    assertThatThrownBy(batch::bytes).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(batch::release).isInstanceOf(IllegalStateException.class);
    assertThat(arrays.given).as("given back once").hasSize(1);
  }

  @Test
  void release_ownedArray_doesNothing() {
    owned.release();
    owned.release();
    assertThat(owned.retain(arrays)).isSameAs(owned);
    assertThat(owned.index().spanCount()).isEqualTo(1);
  }

  @Test
  void concat_takesThePlaceOfItsParts() {
    var first = owned.retain(arrays);
    byte[] bytes = arrays.take(owned.length());
    System.arraycopy(owned.bytes(), 0, bytes, 0, owned.length());
    var second = SpanBatch.pooled(bytes, owned.length(), 1, arrays);
    var both = SpanBatch.concat(List.of(first, second), arrays);
    assertThat(both.index().spanCount()).isEqualTo(2);
    assertThat(arrays.given).containsExactly(bytes);
    assertThat(SpanBatch.concat(List.of(both), arrays)).isSameAs(both);
  }
}
