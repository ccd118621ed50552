// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import io.grpc.MethodDescriptor;

/** The one method of OTLP/gRPC for traces. */
final class ExportMethod {

  static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

  static final String NAME = MethodDescriptor.generateFullMethodName(SERVICE, "Export");

  private ExportMethod() {}

  static <Q, A> MethodDescriptor<Q, A> of(
      MethodDescriptor.Marshaller<Q> request, MethodDescriptor.Marshaller<A> answer) {
    return of(NAME, request, answer);
  }

  static <Q, A> MethodDescriptor<Q, A> of(
      String fullMethodName,
      MethodDescriptor.Marshaller<Q> request,
      MethodDescriptor.Marshaller<A> answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(fullMethodName)
        .setRequestMarshaller(request)
        .setResponseMarshaller(answer)
        .build();
  }
}
