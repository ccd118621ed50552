// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reads Thrift as senders write it, straight from the bytes of a request and without objects:
 * TBinaryProtocol and TCompactProtocol. Nothing that the bytes claim is believed before it was
 * checked.
 */
@NullMarked
package io.tailrace.receiver.thrift;

import org.jspecify.annotations.NullMarked;
