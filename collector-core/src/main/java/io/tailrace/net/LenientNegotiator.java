// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the connections of a gRPC server. grpc-java does not look at END_STREAM on a request's
 * headers, so such a call would never get an answer; here it ends with an empty DATA frame instead.
 */
final class LenientNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {

  private final InternalProtocolNegotiator.ProtocolNegotiator delegate;

  LenientNegotiator(@Nullable ServerTls tls, String owner) {
    delegate =
        tls == null
            ? InternalProtocolNegotiators.serverPlaintext()
            : InternalProtocolNegotiators.serverTls(tls.grpcContext(owner));
  }

  @Override
  public AsciiString scheme() {
    return delegate.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    var decoder = connection.decoder();
    decoder.frameListener(new EndOnHeaders(decoder.frameListener()));
    return delegate.newHandler(connection);
  }

  @Override
  public void close() {
    delegate.close();
  }

  private static final class EndOnHeaders extends Http2FrameListenerDecorator {

    EndOnHeaders(Http2FrameListener listener) {
      super(listener);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean end)
        throws Http2Exception {
      super.onHeadersRead(ctx, stream, headers, padding, end);
      end(ctx, stream, end);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int stream,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end)
        throws Http2Exception {
      super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, end);
      end(ctx, stream, end);
    }

    private void end(ChannelHandlerContext ctx, int stream, boolean end) throws Http2Exception {
      if (end) {
        super.onDataRead(ctx, stream, Unpooled.EMPTY_BUFFER, 0, true);
      }
    }
  }
}
