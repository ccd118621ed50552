// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import io.tailrace.pipeline.Consumer;

/** Takes spans and hands on what it makes of them. There is one instance per pipeline. */
public interface Processor extends Component, Consumer {}
