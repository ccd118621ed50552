// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * Under which names the receiver writes what Zipkin has fields of its own for, or an older name
 * (source: the feature gates of {@code pkg/translator/zipkin}, v0.158). Names are kinds of {@link
 * KnownTag}. Ports have one name, as in the collector.
 */
enum SemanticConventions {
  /** As the collector does without feature gates. */
  DEFAULT(true, false),

  /** The old names throughout. */
  LEGACY(false, false),

  /** The present names throughout: as the collector with all its gates. */
  STABLE(true, true);

  final int localAddress;
  final int peerAddress;
  final int peerService;

  /** What {@code http.status_code} becomes. */
  final int httpStatusCode;

  /** What {@code faas.id} becomes. */
  final int faasId;

  SemanticConventions(boolean isNetworkStable, boolean isRestStable) {
    localAddress = isNetworkStable ? KnownTag.NETWORK_LOCAL_ADDRESS : KnownTag.NET_HOST_IP;
    peerAddress = isNetworkStable ? KnownTag.NETWORK_PEER_ADDRESS : KnownTag.NET_PEER_IP;
    peerService = isNetworkStable ? KnownTag.SERVICE_PEER_NAME : KnownTag.PEER_SERVICE;
    httpStatusCode = isRestStable ? KnownTag.HTTP_RESPONSE_STATUS_CODE : KnownTag.HTTP_STATUS_CODE;
    faasId = isRestStable ? KnownTag.CLOUD_RESOURCE_ID : KnownTag.FAAS_ID;
  }
}
