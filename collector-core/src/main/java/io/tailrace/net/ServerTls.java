// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tailrace.component.ComponentException;
import java.io.File;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a server, and what it demands of its clients.
 *
 * @param certFile PEM, the server's certificate and the chain above it
 * @param keyFile PEM, PKCS#8, not encrypted
 * @param clientCaFile PEM, the authorities that clients must have a certificate of; null if clients
 *     need none
 * @param protocols the versions that are spoken, such as {@code TLSv1.3}
 */
public record ServerTls(
    String certFile, String keyFile, @Nullable String clientCaFile, List<String> protocols) {

  public ServerTls {
    protocols = List.copyOf(protocols);
  }

  /**
   * For an HTTP/1.1 server.
   *
   * @param owner who the server belongs to, for messages
   * @throws ComponentException if a file cannot be read or is not what it should be
   */
  SslContext httpContext(String owner) {
    return build(owner, false);
  }

  /** For a gRPC server: HTTP/2 is negotiated (RFC 7301). */
  SslContext grpcContext(String owner) {
    return build(owner, true);
  }

  private SslContext build(String owner, boolean grpc) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(new File(certFile), new File(keyFile))
              .sslProvider(SslProvider.JDK)
              .protocols(protocols);
      if (clientCaFile != null) {
        builder.trustManager(new File(clientCaFile)).clientAuth(ClientAuth.REQUIRE);
      }
      return (grpc ? GrpcSslContexts.configure(builder, SslProvider.JDK) : builder).build();
    } catch (IllegalArgumentException | SSLException e) {
      throw new ComponentException(
          owner
              + ": tls: cannot use cert_file "
              + certFile
              + " with key_file "
              + keyFile
              + ": "
              + e.getMessage()
              + " (expected: PEM files, the key as PKCS#8 without a password)",
          e);
    }
  }
}
