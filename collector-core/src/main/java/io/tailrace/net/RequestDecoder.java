// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Reads HTTP/1 requests strictly: what two readers could take for two different requests is an
 * error, not a guess.
 */
final class RequestDecoder extends HttpRequestDecoder {

  static final int MAX_LINE_BYTES = 8 << 10;
  static final int MAX_HEADER_BYTES = 32 << 10;

  private static final int MAX_CHUNK_BYTES = 64 << 10;

  private final Runnable bytesArrived;

  /**
   * Makes the decoder of one connection.
   *
   * @param bytesArrived called when the client has sent something
   */
  RequestDecoder(Runnable bytesArrived) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
    this.bytesArrived = bytesArrived;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    bytesArrived.run();
    super.channelRead(ctx, msg);
  }

  /** RFC 9112 section 6.1: both together may be an attempt to smuggle a request. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException(
        "both Content-Length and Transfer-Encoding (expected: one of them)");
  }
}
