// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.processor.tailsampling.buffer;

import io.tailrace.otlp.SpanIndex;

/**
 * The contexts of a shard: resource and scope fields, each kept once however many traces name them.
 * A context is counted by the records that use it.
 */
final class ContextTable {

  /** What {@link #hold} answers if the context must be stored with the spans instead. */
  static final int NONE = InternTable.NONE;

  private final InternTable resources;
  private final InternTable scopes;

  ContextTable(Allowance allowance, long capBytes) {
    resources = new InternTable(allowance, capBytes / 2);
    scopes = new InternTable(allowance, capBytes / 2);
  }

  /** The bytes that the contexts hold. */
  long bytes() {
    return resources.bytes() + scopes.bytes();
  }

  /** One more than the largest context number in use. */
  int size() {
    return scopes.entries();
  }

  /** One more than the largest resource number in use. */
  int resourceCount() {
    return resources.entries();
  }

  /**
   * Finds or adds context {@code c} of a request and holds it until {@link #release}.
   *
   * @return the context, or {@link #NONE} if there is no room
   */
  int hold(SpanIndex index, int c) {
    byte[] bytes = index.contextBytes();
    int r = index.contextResource(c);
    int resource = resources.intern(bytes, index.resourceOffset(r), index.resourceLength(r), 0);
    if (resource == NONE) {
      return NONE;
    }
    int scope = scopes.intern(bytes, index.scopeOffset(c), index.scopeLength(c), resource);
    if (scope == NONE) {
      return NONE;
    }
    if (scopes.lastWasAdded()) {
      resources.hold(resource);
    }
    scopes.hold(scope);
    return scope;
  }

  /** Ends what {@link #hold} began; records appended in between may name the context. */
  void release(int context, long nowNanos) {
    scopes.release(context, nowNanos);
  }

  /**
   * Forgets the contexts that were used last before {@code nanos}, and resources without scopes.
   */
  void forgetUnusedSince(long nanos) {
    scopes.removeUnusedSince(nanos, resource -> resources.release(resource, nanos - 1));
    resources.removeUnusedSince(nanos, _ -> {});
  }

  int resource(int context) {
    return scopes.owner(context);
  }

  byte[] scopeFields(int context) {
    return scopes.content(context);
  }

  byte[] resourceFields(int resource) {
    return resources.content(resource);
  }
}
