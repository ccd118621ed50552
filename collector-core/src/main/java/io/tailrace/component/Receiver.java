// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

/** Brings spans into pipelines. It is created with the consumer that takes them. */
public interface Receiver extends Component {}
