// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.auth;

/** What a {@link ServerAuthenticator} says of a request. */
public enum AuthResult {
  /** The credentials are right. */
  ACCEPTED,
  /** There are no credentials, or none of the expected form. */
  MISSING,
  /** The credentials are wrong. */
  REFUSED,
  /** Too many others are being verified; the client may try again. */
  BUSY,
  /** Not known yet; the result follows. */
  PENDING
}
